(* Lemma B.2 repaired, and Lemma C.2 for integers: they are one statement. V different integer
   vectors, counts of tokens in B.2 and tokens in C.2, get different numbers from one vector of
   integer weights between 1 and V (V - 1) / 2 + 1. The proof is greedy: each weight avoids one
   value for each pair. *)
From Coq Require Import ZArith List Bool Lia Arith FinFun.
Import ListNotations.
Open Scope Z_scope.

(* dot m f = m_1 f_1 + m_2 f_2 + ... *)
Fixpoint dot (m f : list Z) : Z := match m, f with a :: m, x :: f => a * x + dot m f | _,
  _ => 0 end.
Fixpoint pairs {A} (l : list A) : list (A * A) :=
  match l with [] => [] | a :: l => map (pair a) l ++ pairs l end.

(* Among one more numbers than there are bad ones, one is not bad. *)
Lemma avoid (bad : list Z) : exists x, 1 <= x <= Z.of_nat (length bad) + 1 /\ ~ In x bad.
Proof.
  set (all := map Z.of_nat (seq 1 (S (length bad)))).
  assert (D : {Forall (fun x => In x bad) all} + {Exists (fun x => ~ In x bad) all}).
  { apply Forall_Exists_dec. intros x. apply in_dec, Z.eq_dec. }
  destruct D as [F|E].
  - exfalso. assert (N : NoDup all).
    { apply FinFun.Injective_map_NoDup; [intros a b; apply Nat2Z.inj | apply seq_NoDup]. }
    assert (I : incl all bad) by (intros x; rewrite Forall_forall in F; auto).
    pose proof (NoDup_incl_length N I) as L. unfold all in L. rewrite map_length, seq_length in L.
    lia.
  - apply Exists_exists in E as (x & X & N). exists x. unfold all in X.
    apply in_map_iff in X as (k & <- & K). apply in_seq in K. split; [lia|exact N].
Qed.

(* The weight of the first coordinate at which a pair would collide, if they differ there. *)
Definition forbidden (f : list Z) (p : list Z * list Z) : Z :=
  match p with (a :: m, b :: w) => (dot w f - dot m f) / (a - b) | _ => 0 end.
Lemma weights_for_pairs k : forall ps : list (list Z * list Z),
  (forall p, In p ps -> length (fst p) = k /\ length (snd p) = k /\ fst p <> snd p) ->
  exists f, length f = k /\ Forall (fun x => 1 <= x <= Z.of_nat (length ps) + 1) f /\
            forall p, In p ps -> dot (fst p) f <> dot (snd p) f.
Proof.
  induction k as [|k IH]; intros ps H.
  - exists []. repeat split; [constructor|]. intros [m w] P. destruct (H _ P) as (A & B & C).
    apply length_zero_iff_nil in A, B. congruence.
  - set (tails := fun p : list Z * list Z => (tl (fst p), tl (snd p))).
    set (differ := fun p : list Z * list Z =>
      if list_eq_dec Z.eq_dec (tl (fst p)) (tl (snd p)) then false else true).
    destruct (IH (map tails (filter differ ps))) as (f & L & R & S).
    { intros p P. apply in_map_iff in P as ([m w] & <- & Q). apply filter_In in Q as [Q T].
      destruct (H _ Q) as (A & B & _). unfold differ in T.
      destruct m as [|a m], w as [|b w]; cbn [tails fst snd tl length] in *; try lia.
      repeat split; try lia. now destruct (list_eq_dec Z.eq_dec m w). }
    destruct (avoid (map (forbidden f) ps)) as (x & X & N). rewrite map_length in X.
    exists (x :: f).
    split; [cbn; lia|]. split.
    + constructor; [exact X|]. revert R. apply Forall_impl. intros a. rewrite map_length.
      assert (length (filter differ ps) <= length ps)%nat; [|lia].
      clear. induction ps as [|p ps I]; cbn; [lia|]. destruct (differ p); cbn; lia.
    + intros [m w] P E. destruct (H _ P) as (A & B & C). cbn in A, B, C, E.
      destruct m as [|a m], w as [|b w]; try discriminate. cbn in E.
      destruct (Z.eq_dec a b) as [->|D].
      * assert (M : m <> w) by congruence. apply (S (m, w)); [|cbn; lia]. apply in_map_iff.
        exists (b :: m, b :: w). split; [reflexivity|]. apply filter_In. split; [exact P|].
        unfold differ. cbn [fst snd tl]. now destruct (list_eq_dec Z.eq_dec m w).
      * apply N. apply in_map_iff. exists (a :: m, b :: w). split; [|exact P]. cbn.
        replace (dot w f - dot m f) with (x * (a - b)) by lia. apply Z.div_mul. lia.
Qed.

Lemma pairs_length {A} (l : list A) : (2 * length (pairs l) = length l * (length l - 1))%nat.
Proof.
  induction l as [|a [|b l] IH]; [reflexivity|reflexivity|]. cbn [pairs] in *.
  rewrite app_length, map_length. cbn [length] in *. nia.
Qed.
Lemma in_pairs {A} (l : list A) p : NoDup l -> In p (pairs l) -> In (fst p) l /\ In (snd p) l /\
  fst p <> snd p.
Proof.
  induction 1 as [|a l N D IH]; [easy|]. cbn. intros P. apply in_app_or in P as [P|P].
  - apply in_map_iff in P as (b & <- & B). cbn. repeat split; auto. congruence.
  - destruct (IH P) as (X & Y & Z). auto.
Qed.
Lemma pairs_complete {A} (l : list A) a b : In a l -> In b l -> a <> b ->
  In (a, b) (pairs l) \/ In (b, a) (pairs l).
Proof.
  induction l as [|c l IH]; [easy|]. cbn. intros [->|A1] [->|B1] N; try contradiction.
  - left. apply in_or_app. left. now apply in_map.
  - right. apply in_or_app. left. now apply in_map.
  - destruct (IH A1 B1 N); [left|right]; apply in_or_app; now right.
Qed.

(* The statement for both lemmas. *)
Theorem separating_weights (k : nat) (ms : list (list Z)) : NoDup ms -> (forall m, In m ms ->
  length m = k) ->
  exists f, length f = k /\
    Forall (fun x => 1 <= x <= Z.of_nat (length ms * (length ms - 1) / 2) + 1) f /\
    forall m m', In m ms -> In m' ms -> dot m f = dot m' f -> m = m'.
Proof.
  intros D K. destruct (weights_for_pairs k (pairs ms)) as (f & L & R & S).
  { intros p P. destruct (in_pairs _ _ D P) as (X & Y & Z). auto. }
  exists f. split; [exact L|]. split.
  - revert R. apply Forall_impl. intros a A. rewrite <- pairs_length, Nat.mul_comm,
      Nat.div_mul by lia. exact A.
  - intros m m' M M' E. destruct (list_eq_dec Z.eq_dec m m') as [|N]; [assumption|]. exfalso.
    destruct (pairs_complete ms m m' M M' N) as [P|P]; apply S in P; cbn in P; congruence.
Qed.
