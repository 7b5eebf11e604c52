(* Reading a long number: the blocks that cut a word into bits, keys and values, and answer
   where the key fits (the roles of Lemmas G.4 to G.6, for integers).

   Rows of a column: 0 the key that is asked for, 1 the answer so far, 2 the word that is left,
   3 the key and 4 the value that were read last. *)
From Coq Require Import ZArith List Lia Bool.
From Memlib Require Import Network Sums Blocks.
Import ListNotations.
Open Scope Z_scope.

Definition State (x y w q v : Z) (z : nat -> Z) : Prop :=
  z 0%nat = x /\ z 1%nat = y /\ z 2%nat = w /\ z 3%nat = q /\ z 4%nat = v.
Definition rows : nat := 5.
(* Every block reads these rows only and has at most six hidden units. *)
Definition narrow (us : block) : bool := fits rows us && (length us <=? 6)%nat.

(* How many numbers a block lists, at most; and how long they are. *)
Definition size (us : block) : nat :=
  fold_right (fun u s => length (ins u) + (if (shift u =? 0)%Z then 0 else 1) + length (outs u) +
    s)%nat 0%nat us.
Definition size_all (bs : list block) : nat := fold_right (fun us s => size us + s)%nat 0%nat bs.
Definition bounded (B : Z) (bs : list block) : Prop := forall us u, In us bs -> In u us ->
  Z.abs (shift u) <= B /\ forall t, In t (ins u ++ outs u) -> Z.abs (snd t) <= B.

(* One bit: is the word 2^p or more? Then take 2^p off and add 2^i to row r. Eight numbers. *)
Definition bit (r p i : nat) : block :=
  [Unit [(2%nat, 1)] (1 - 2 ^ Z.of_nat p) [(2%nat, - 2 ^ Z.of_nat p); (r, 2 ^ Z.of_nat i)];
   Unit [(2%nat, 1)] (- 2 ^ Z.of_nat p) [(2%nat, 2 ^ Z.of_nat p); (r, - 2 ^ Z.of_nat i)]].
(* n bits of the word, which stand above p further bits, become a number in row r. *)
Fixpoint read (r p n : nat) : list block :=
  match n with O => [] | S i => bit r (p + i) i :: read r p i end.

Ltac steps := unfold act, fires; cbn [fold_right ins outs shift zsum weight fst snd Nat.eqb].
Lemma pow_pos n : 0 < 2 ^ Z.of_nat n.
Proof. apply Z.pow_pos_nonneg; lia. Qed.
Lemma pow_add a b : 2 ^ Z.of_nat (a + b) = 2 ^ Z.of_nat a * 2 ^ Z.of_nat b.
Proof. rewrite Nat2Z.inj_add. apply Z.pow_add_r; lia. Qed.
Lemma pow_succ a : 2 ^ Z.of_nat (S a) = 2 * 2 ^ Z.of_nat a.
Proof. rewrite Nat2Z.inj_succ. apply Z.pow_succ_r; lia. Qed.
Lemma pow_mono a b : (a <= b)%nat -> 2 ^ Z.of_nat a <= 2 ^ Z.of_nat b.
Proof. intros. apply Z.pow_le_mono_r; lia. Qed.

(* Reading n bits into row 3, or into row 4: the highest bit c first, by induction. *)
Lemma highest_bit i h : 0 <= h < 2 * 2 ^ Z.of_nat i ->
  exists c g, (c = 0 \/ c = 1) /\ h = c * 2 ^ Z.of_nat i + g /\ 0 <= g < 2 ^ Z.of_nat i.
Proof.
  pose proof (pow_pos i) as P. set (I := 2 ^ Z.of_nat i) in *. intros H.
  destruct (Z_lt_le_dec h I); [exists 0, h | exists 1, (h - I)]; lia.
Qed.
Ltac first_bit p i g w C :=
  let P := fresh "P" in let I := fresh "I" in let T := fresh "T" in let M := fresh "M" in
  match goal with S : State _ _ _ _ _ _ |- _ =>
    let X := fresh in let Y := fresh in let A := fresh in let Q := fresh in let V := fresh in
    destruct S as (X & Y & A & Q & V); unfold State, bit; steps; rewrite A, X, Y, Q, V end;
  rewrite pow_add; pose proof (pow_pos p); pose proof (pow_pos i);
  set (P := 2 ^ Z.of_nat p) in *; set (I := 2 ^ Z.of_nat i) in *;
  assert (0 <= g * P + w < P * I) by nia;
  match type of C with ?c = _ \/ _ =>
    replace ((c * I + g) * P + w) with (c * (P * I) + (g * P + w)) by ring end;
  set (T := g * P + w) in *; set (M := P * I) in *; clearbody T M;
  destruct C as [-> | ->]; [rewrite !Z.max_l by lia | rewrite !Z.max_r by lia]; repeat split; ring.
Lemma read_key p n : forall x y h w q v z, 0 <= h < 2 ^ Z.of_nat n -> 0 <= w < 2 ^ Z.of_nat p ->
  State x y (h * 2 ^ Z.of_nat p + w) q v z -> State x y w (q + h) v (run (read 3 p n) z).
Proof.
  induction n as [|i IH]; intros x y h w q v z.
  - change (2 ^ Z.of_nat 0) with 1. cbn. intros H W S. replace h with 0 in * by lia.
    now rewrite Z.add_0_r.
  - cbn [read run fold_left]. change (fold_left _ ?a ?b) with (run a b). intros H W S.
    rewrite pow_succ in H. destruct (highest_bit i h H) as (c & g & C & -> & G).
    replace (q + (c * 2 ^ Z.of_nat i + g)) with ((q + c * 2 ^ Z.of_nat i) + g) by ring.
    apply IH; [exact G|exact W|]. first_bit p i g w C.
Qed.
Lemma read_value p n : forall x y h w q v z, 0 <= h < 2 ^ Z.of_nat n -> 0 <= w < 2 ^ Z.of_nat p ->
  State x y (h * 2 ^ Z.of_nat p + w) q v z -> State x y w q (v + h) (run (read 4 p n) z).
Proof.
  induction n as [|i IH]; intros x y h w q v z.
  - change (2 ^ Z.of_nat 0) with 1. cbn. intros H W S. replace h with 0 in * by lia.
    now rewrite Z.add_0_r.
  - cbn [read run fold_left]. change (fold_left _ ?a ?b) with (run a b). intros H W S.
    rewrite pow_succ in H. destruct (highest_bit i h H) as (c & g & C & -> & G).
    replace (v + (c * 2 ^ Z.of_nat i + g)) with ((v + c * 2 ^ Z.of_nat i) + g) by ring.
    apply IH; [exact G|exact W|]. first_bit p i g w C.
Qed.

(* The key that was read is the one asked for, or it is not: add the value, or nothing; then
   clear both. With d = q - x and 0 <= v < M:
     relu (v - M d) + relu (v + M d) - relu (M d) - relu (- M d) - relu v = v if d = 0, else 0. *)
Definition answer (M : Z) : block :=
  [Unit [(4%nat, 1); (3%nat, - M); (0%nat, M)] 0 [(1%nat, 1)];
   Unit [(4%nat, 1); (3%nat, M); (0%nat, - M)] 0 [(1%nat, 1)];
   Unit [(3%nat, M); (0%nat, - M)] 0 [(1%nat, -1)];
   Unit [(3%nat, - M); (0%nat, M)] 0 [(1%nat, -1)];
   Unit [(4%nat, 1)] 0 [(1%nat, -1); (4%nat, -1)];
   Unit [(3%nat, 1)] 0 [(3%nat, -1)]].
Lemma answer_sound M x y w q v z : 0 <= q -> 0 <= v < M -> State x y w q v z ->
  State x (y + if x =? q then v else 0) w 0 0 (act (answer M) z).
Proof.
  intros Q0 V0 (X & Y & A & Q & V). unfold State. unfold answer. steps. rewrite A, X, Y, Q, V.
  assert (D : (x =? q) = true /\ q = x \/ (x =? q) = false /\
    (M * q + - M * x >= M \/ M * q + - M * x <= - M)).
  { destruct (Z.eqb_spec x q) as [->|N]; [now left|right]. split; [reflexivity|]. nia. }
  replace (- M * q + (M * x + 0)) with (- (M * q + - M * x)) by ring.
  replace (M * q + (- M * x + 0)) with (M * q + - M * x) by ring.
  assert (E : x = q -> M * q + - M * x = 0) by (intros ->; ring).
  set (d := M * q + - M * x) in *. clearbody d.
  destruct D as [[B ->] | [B N]]; rewrite B; [rewrite (E eq_refl)|]; repeat split; lia.
Qed.

(* A word holds its entries one after the other, the first one highest: a key of kb bits and a
   value of vb bits. *)
Section Words.
Variables kb vb : nat.
Definition entry_bits : nat := kb + vb.
Definition fits_entry (e : Z * Z) : Prop :=
  0 <= fst e < 2 ^ Z.of_nat kb /\ 0 <= snd e < 2 ^ Z.of_nat vb.
Fixpoint word (es : list (Z * Z)) : Z :=
  match es with
  | [] => 0
  | e :: es => (fst e * 2 ^ Z.of_nat vb + snd e) * 2 ^ Z.of_nat (entry_bits * length es) + word es
  end.
Lemma word_bound es : Forall fits_entry es -> 0 <= word es < 2 ^ Z.of_nat (entry_bits * length es).
Proof.
  induction 1 as [|[k v] es [K V] F IH]; [rewrite Nat.mul_0_r; cbn; lia|].
  cbn [word length fst snd] in *.
  rewrite Nat.mul_succ_r, (pow_add _ entry_bits), (pow_add kb vb : 2 ^ Z.of_nat entry_bits = _).
  set (E := 2 ^ Z.of_nat (entry_bits * length es)) in *. set (A := 2 ^ Z.of_nat kb) in *.
  set (B := 2 ^ Z.of_nat vb) in *.
  assert (0 <= k * B + v < A * B) by nia. set (h := k * B + v) in *. nia.
Qed.

(* The sum of the values whose key is x: the value at x where no key stands twice. *)
Definition found (es : list (Z * Z)) (x : Z) : Z :=
  fold_right (fun e t => (if x =? fst e then snd e else 0) + t) 0 es.

(* Read a key and a value, match, and so on with the next entry. *)
Fixpoint read_entries (k : nat) : list block :=
  match k with
  | O => []
  | S k => read 3 (entry_bits * k + vb) kb ++ read 4 (entry_bits * k) vb
             ++ answer (2 ^ Z.of_nat vb) :: read_entries k
  end.
(* Lemma G.6: asked for x, the blocks add what the word holds at x, and use the word up. *)
Theorem lemma_G6 es : Forall fits_entry es -> forall x y z,
  State x y (word es) 0 0 z -> State x (y + found es x) 0 0 0 (run (read_entries (length es)) z).
Proof.
  induction 1 as [|[k v] es [K V] F IH]; intros x y z S.
  - cbn. now rewrite Z.add_0_r.
  - cbn [length read_entries found fold_right word fst snd] in *. fold (found es x).
    set (p := (entry_bits * length es)%nat) in *. pose proof (word_bound es F) as W. fold p in W.
    rewrite !run_app. cbn [run fold_left]. change (fold_left _ ?a ?b) with (run a b).
    replace (y + ((if x =? k then v else 0) + found es x)) with ((y + if x =? k then v else 0) +
      found es x) by ring.
    apply IH. apply answer_sound; [lia|exact V|].
    change v with (0 + v) at 1. apply read_value; [exact V|exact W|].
    change k with (0 + k) at 1. apply read_key; [exact K| |].
    + rewrite pow_add. set (P := 2 ^ Z.of_nat p) in *. set (B := 2 ^ Z.of_nat vb) in *. nia.
    + rewrite pow_add. set (P := 2 ^ Z.of_nat p) in *. set (B := 2 ^ Z.of_nat vb) in *.
      replace (k * (P * B) + (v * P + word es)) with ((k * B + v) * P + word es) by ring. exact S.
Qed.

Lemma found_app a b x : found (a ++ b) x = found a x + found b x.
Proof. induction a as [|e a IH]; [reflexivity|]. cbn [app found fold_right].
fold (found a x) (found (a ++ b) x). lia. Qed.
Lemma found_none es x : ~ In x (map fst es) -> found es x = 0.
Proof.
  induction es as [|e es IH]; [reflexivity|]. cbn [map In found fold_right]. fold (found es x).
  intros H. rewrite IH by tauto. destruct (Z.eqb_spec x (fst e)) as [->|]; [tauto|reflexivity].
Qed.
Lemma found_one es k v : NoDup (map fst es) -> In (k, v) es -> found es k = v.
Proof.
  induction es as [|e es IH]; [easy|]. cbn [map]. intros N I. inversion N; subst.
  cbn [found fold_right]. fold (found es k). destruct I as [->|I].
  - cbn [fst snd] in *. rewrite Z.eqb_refl, found_none by assumption. lia.
  - rewrite IH by assumption. destruct (Z.eqb_spec k (fst e)) as [->|]; [|apply Z.add_0_l].
    exfalso. apply (in_map fst) in I. contradiction.
Qed.
End Words.

(* Sizes: at most 8 numbers a bit and 19 an entry more, none longer than the word. *)
Lemma size_app a b : size_all (a ++ b) = (size_all a + size_all b)%nat.
Proof. unfold size_all. induction a as [|u a IH]; cbn [app fold_right]; [reflexivity|]. lia. Qed.
Lemma bounded_app B a b : bounded B a -> bounded B b -> bounded B (a ++ b).
Proof. intros H K us u I. apply in_app_or in I as [I|I]; [now apply H|now apply K]. Qed.
Lemma bounded_cons B us bs : bounded B [us] -> bounded B bs -> bounded B (us :: bs).
Proof. intros H K. exact (bounded_app B [us] bs H K). Qed.
Lemma narrow_app a b : forallb narrow (a ++ b) = forallb narrow a && forallb narrow b.
Proof. apply forallb_app. Qed.
Ltac each := let I := fresh in let t := fresh in let T := fresh in intros ? ? [<-|[]] I; cbn in I;
  repeat (destruct I as [<-|I]; [split; [|intros t T; cbn in T;
    repeat (destruct T as [<-|T]; [cbn [fst snd shift]; lia|]); destruct T]; cbn [shift]; lia|]);
  destruct I.
Lemma read_size r p n : (size_all (read r p n) <= 8 * n)%nat.
Proof.
  induction n as [|n IH]; [reflexivity|]. cbn [read size_all fold_right].
  fold (size_all (read r p n)).
  unfold size, bit. cbn [fold_right length ins outs shift].
  destruct (_ =? 0), (_ =? 0); lia.
Qed.
Lemma read_narrow r p n : forallb narrow (read r p n) = true.
Proof. induction n as [|n IH]; [reflexivity|]. cbn [read forallb]. now rewrite IH. Qed.
Lemma read_bounded r p n e : (p + n <= e)%nat -> bounded (2 ^ Z.of_nat e) (read r p n).
Proof.
  induction n as [|n IH]; intros L; [intros us u []|]. cbn [read].
  apply bounded_cons; [|apply IH; lia].
  pose proof (pow_pos (p + n)). pose proof (pow_pos n). pose proof (pow_mono (p + n) e ltac:(lia)).
  pose proof (pow_mono n e ltac:(lia)). each.
Qed.
Lemma read_entries_size kb vb k : (size_all (read_entries kb vb k) <= k * (8 * (kb + vb) + 19))%nat.
Proof.
  induction k as [|k IH]; [reflexivity|]. cbn [read_entries]. rewrite !size_app.
  change (size_all (?a :: ?b)) with (size a + size_all b)%nat. change (size (answer _)) with 19%nat.
  pose proof (read_size 3 (entry_bits kb vb * k + vb) kb).
  pose proof (read_size 4 (entry_bits kb vb * k) vb).
  lia.
Qed.
Lemma read_entries_narrow kb vb k : forallb narrow (read_entries kb vb k) = true.
Proof.
  induction k as [|k IH]; [reflexivity|]. cbn [read_entries]. rewrite !narrow_app, !read_narrow.
  cbn [forallb andb]. now rewrite IH.
Qed.
Lemma read_entries_bounded kb vb k e : (entry_bits kb vb * k <= e)%nat -> (vb <= e)%nat ->
  bounded (2 ^ Z.of_nat e) (read_entries kb vb k).
Proof.
  induction k as [|k IH]; intros L V; [intros us u []|]. cbn [read_entries]. unfold entry_bits in *.
  apply bounded_app; [apply read_bounded; lia|]. apply bounded_app; [apply read_bounded; lia|].
  apply bounded_cons; [|apply IH; lia]. pose proof (pow_mono vb e V). pose proof (pow_pos vb). each.
Qed.
