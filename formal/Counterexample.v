(* Lemma B.2: the last line of its printed proof fails; its statement is true. *)
From Coq Require Import ZArith QArith List Lia Lqa Arith.
From Memlib Require Import LemmaB2.
Import ListNotations.
Open Scope Z_scope.

(* The last line adds one constant to all scores, to make them positive. A multiset of k tokens
   then gains k times the constant, so multisets of different sizes can meet. *)
Definition shifted (h : list Z) (c : Z) : list Z := map (fun x => x + c) h.

(* N = 2, two tokens a and b: {a, a} and {b}. The scores h = (-14, 0) separate them, the scores
   h + 28 do not. *)
Theorem B2_last_line_fails : exists m1 m2 h c,
  dot m1 h <> dot m2 h /\ dot m1 (shifted h c) = dot m2 (shifted h c).
Proof. exists [2; 0], [0; 1], [-14; 0], 28. split; [discriminate|reflexivity]. Qed.

(* Those are the printed constants: with v = (-1, 0) they are -14 = - floor (8 sqrt pi) and
   28 = floor (16 sqrt pi), because 14^2 <= 64 pi < 15^2 and 28^2 <= 256 pi < 29^2. *)
Theorem B2_constants (pi : Q) : (3.14 <= pi <= 3.15 ->
  14 * 14 <= 64 * pi < 15 * 15 /\ 28 * 28 <= 256 * pi < 29 * 29)%Q.
Proof. lra. Qed.

(* Inside Theorem B.1: the sequences (b, c), (a, a), (c, c) with N = 3 and A = {a, b}. The scores
   (-18, 27) give the sums 27, -36, 0; moved by 63 they give 90, 90, 0. *)
Theorem B2_fails_inside_B1 : let counts := [[0; 1]; [2; 0]; [0; 0]] in let h := [-18; 27] in
  map (fun m => dot m h) counts = [27; -36; 0] /\
  map (fun m => dot m (shifted h 63)) counts = [90; 90; 0].
Proof. split; reflexivity. Qed.

(* Scores from 1 to N (N - 1) / 2 + 1 exist whose sums differ (the repair). *)
Theorem lemma_B2 (k : nat) (ms : list (list Z)) : let N := length ms in
  NoDup ms -> (forall m, In m ms -> length m = k) ->
  exists f, length f = k /\
    (forall x, In x f -> 1 <= x <= Z.of_nat (N * (N - 1) / 2 + 1)) /\
    forall m m', In m ms -> In m' ms -> m <> m' -> dot m f <> dot m' f.
Proof.
  intros N D L. destruct (separating_weights k ms D L) as (f & A & B & C). exists f.
  split; [exact A|]. split; [|intros m m' M M' H E; auto].
  intros x X. rewrite Forall_forall in B. specialize (B x X). fold N in B.
  set (q := (N * (N - 1) / 2)%nat) in *. lia.
Qed.

Lemma dot_scale c m f : dot m (map (Z.mul c) f) = c * dot m f.
Proof. revert f. induction m as [|a m IH]; intros [|x f]; cbn; try lia. rewrite IH. ring. Qed.
Fixpoint total (m : list Z) : Z := match m with [] => 0 | a :: m => a + total m end.
Lemma dot_most P m : Forall (fun a => 0 <= a) m -> forall f, Forall (fun x => 0 <= x <= P) f ->
  0 <= P ->
  dot m f <= total m * P.
Proof.
  assert (T : forall l, Forall (fun a => 0 <= a) l -> 0 <= total l) by (induction 1; cbn; lia).
  induction 1 as [|a m A H IH]; intros f F P0; [cbn; lia|].
  pose proof (T m H). destruct F as [|x f X F]; cbn; [nia|]. specialize (IH f F P0). nia.
Qed.
(* The printed statement is true: for N different multisets of at most M tokens, over k different
   ones, there are scores from 1 to N^2 k (the lemma allows 4 N^2 k sqrt pi) whose sums are at
   most M N^2 k and at least sqrt k apart. *)
Theorem lemma_B2_as_printed (k M : nat) (ms : list (list Z)) : let N := length ms in
  (0 < k)%nat -> (0 < N)%nat -> NoDup ms ->
  (forall m, In m ms -> length m = k /\ Forall (fun a => 0 <= a) m /\ total m <= Z.of_nat M) ->
  exists f, length f = k /\
    (forall x, In x f -> 1 <= x <= Z.of_nat (N * N * k)) /\
    (forall m, In m ms -> dot m f <= Z.of_nat (M * (N * N * k))) /\
    forall m m', In m ms -> In m' ms -> m <> m' -> Z.of_nat k <= (dot m f - dot m' f) * (dot m f -
      dot m' f).
Proof.
  intros N K P D L.
  destruct (lemma_B2 k ms D (fun m I => proj1 (L m I))) as (f & A & B & C). fold N in B.
  set (c := Nat.sqrt_up k). assert (Ck : (k <= c * c /\ c <= k)%nat).
  { split; [apply Nat.sqrt_up_spec; lia|]. apply Nat.sqrt_up_le_lin. lia. }
  assert (H : (N * (N - 1) / 2 + 1 <= N * N)%nat).
  { assert (N * (N - 1) / 2 <= N * (N - 1))%nat by (apply Nat.div_le_upper_bound; nia). nia. }
  assert (F : forall x, In x (map (Z.mul (Z.of_nat c)) f) -> 1 <= x <= Z.of_nat (N * N * k)).
  { intros x X. apply in_map_iff in X as (y & <- & Y). specialize (B y Y).
    set (q := (N * (N - 1) / 2)%nat) in *. assert (1 <= y <= Z.of_nat (N * N)) by lia.
    rewrite Nat2Z.inj_mul. nia. }
  exists (map (Z.mul (Z.of_nat c)) f). split; [now rewrite map_length|]. split; [exact F|]. split.
  - intros m I. destruct (L m I) as (_ & Pm & T). rewrite Nat2Z.inj_mul.
    assert (G : dot m (map (Z.mul (Z.of_nat c)) f) <= total m * Z.of_nat (N * N * k)).
    { apply dot_most; [exact Pm| |lia]. apply Forall_forall. intros x X. specialize (F x X). lia. }
    set (top := Z.of_nat (N * N * k)) in *. assert (Pt : 0 <= top) by lia. clearbody top.
    clear -G T Pt. nia.
  - intros m m' I I' H'. specialize (C m m' I I' H'). rewrite !dot_scale.
    set (x := dot m f) in *. set (y := dot m' f) in *. clear -C Ck.
    assert (1 <= (x - y) * (x - y)) by nia. assert (Z.of_nat k <= Z.of_nat c * Z.of_nat c) by nia.
    replace (_ * _) with (Z.of_nat c * Z.of_nat c * ((x - y) * (x - y))) by ring. nia.
Qed.
