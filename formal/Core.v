(* The heart of both theorems: N sequences, and M questions (a sequence, one of its tokens, the
   label wanted there). Questions about the same multiset and the same token want the same label. *)
From Coq Require Import QArith ZArith NArith List Lia Bool Permutation Arith.
From Memlib Require Import Network Data Sums Blocks LemmaB1 LemmaB2 Reading Ids.
From Memlib Require Import Transformer TransformerSize.
Import ListNotations.
Open Scope Z_scope.

(* The logarithms. N sequences of n tokens of d integers from -R to R have at most V = n N
   different tokens; the first term counts the bits of a token's number, the second those of a
   sequence's id, l those of a label. *)
Definition token_bits (d n R N : nat) : nat :=
  Nat.log2_up (2 * (d * R * (n * N * (n * N) + 1)) + 1).
Definition id_bits (n N : nat) : nat := Nat.log2_up (n * (N * N + 1) + 1).
Definition item_bits (d n R N l : nat) : nat := token_bits d n R N + id_bits n N + l + 4.

Lemma below_log a : Z.of_nat a < 2 ^ Z.of_nat (Nat.log2_up (a + 1)).
Proof.
  destruct a as [|a]; [cbn; lia|]. pose proof (Nat.log2_up_spec (S a + 1) ltac:(lia)) as [_ H].
  apply Nat2Z.inj_le in H. rewrite Nat2Z.inj_pow in H. lia.
Qed.

Definition question := (list token * token * Z)%type.
Definition pair_dec : forall p q : Z * Z, {p = q} + {p <> q}.
Proof. decide equality; apply Z.eq_dec. Defined.

(* Any kind of lookup will do. It answers from a table of keys and values, of kb and vb bits; with
   L entries and b = kb + vb + 3 it costs at most [cost L b] numbers of absolute value at most
   2^[reach L b], in at most [tall L b] blocks. *)
Definition lookup_kind (cost reach tall : nat -> nat -> nat) : Prop :=
  forall kb vb es, NoDup (map fst es) -> Forall (fits_entry kb vb) es ->
  let b := (kb + vb + 3)%nat in
  exists bs, looks_up bs es /\ (size_all bs <= cost (length es) b)%nat /\
    bounded (2 ^ Z.of_nat (reach (length es) b)) bs /\ (length bs <= tall (length es) b)%nat.
Definition monotone (f : nat -> nat -> nat) : Prop :=
  forall L M b c, (L <= M)%nat -> (b <= c)%nat -> (f L b <= f M c)%nat.

(* What will be shown of a lookup of that kind. *)
Definition core_statement (cost reach tall : nat -> nat -> nat)
    (d n R l : nat) (L : list (list token)) (qs : list question) : Prop :=
  (0 < n)%nat -> (0 < R)%nat ->
  (forall s, In s L -> length s = n /\ forall x, In x s -> is_token d R x) ->
  (forall s x y, In (s, x, y) qs -> In s L /\ In x s /\ Z.abs y < 2 ^ Z.of_nat l) ->
  (forall s t x y z, In (s, x, y) qs -> In (t, x, z) qs -> Permutation s t -> y = z) ->
  let N := length L in let M := length qs in let b := item_bits d n R N l in
  exists F1 W F2, let net := F1 ++ Uniform 5 W :: F2 in
    Forall tokenwise (F1 ++ F2) /\
    (parameters net <= cost N b + cost M b + d + 8)%nat /\
    (width d net <= 6)%nat /\ (depth net <= tall N b + tall M b + 2)%nat /\
    (max_bits net <= N.of_nat (Nat.max (reach N b) (reach M b) + 2))%N /\
    forall s, In s L -> exists g,
      Forall2 Qeq (outputs SeqToSeq net (map integers s)) (map (fun x => inject_Z (g x)) s) /\
      forall x y, In (s, x, y) qs -> g x = y.

Section Core.
Variables cost reach tall : nat -> nat -> nat.
Hypothesis kind : lookup_kind cost reach tall.
Hypothesis cost_monotone : monotone cost.
Hypothesis reach_monotone : monotone reach.
Hypothesis tall_monotone : monotone tall.
Hypothesis reach_enough : forall L b, (b <= reach L b)%nat.

(* The scores are looked up in a table of Lemma B.3, the labels in a table of the questions, whose
   keys are token number + 2^kb * sequence id. *)
Theorem core d n R l L qs : core_statement cost reach tall d n R l L qs.
Proof.
  intros Pn PR HL Hq Cons N M b. set (V := (n * N)%nat).
  assert (Tok : forall x, In x (concat L) -> is_token d R x).
  { intros x X. apply in_concat in X as (s & S & X). now apply (HL s S). }
  assert (Len : (length (concat L) <= V)%nat).
  { unfold V, N. clear -HL. induction L as [|s K IH]; cbn; [lia|]. rewrite app_length.
    destruct (HL s (or_introl eq_refl)) as [E _]. specialize (IH (fun t T => HL t (or_intror T))).
    lia. }
  destruct (lemma_C2 d R V (concat L) Tok Len) as (a & La & Fa & Range & Inj).
  set (off := offset d R V) in *. set (u := number a off) in *.
  destruct (lemma_B3 u L Inj) as (T1 & Len1 & Nd1 & Ent1 & Sep). fold N in Len1, Ent1.
  set (kb := token_bits d n R N) in *. set (sb := id_bits n N) in *.
  set (S := fun s => total (fun x => found T1 (u x)) s) in *.
  assert (Off : 2 * off < 2 ^ Z.of_nat kb).
  { unfold off, offset, kb, token_bits. fold V. pose proof (below_log (2 * (d * R * (V * V + 1)))).
    lia. }
  assert (Ub : forall x, In x (concat L) -> 0 <= u x < 2 ^ Z.of_nat kb) by (intros x X;
    specialize (Range x X); lia).
  assert (Id : Z.of_nat (n * (N * N + 1)) < 2 ^ Z.of_nat sb) by apply below_log.
  assert (Fd : forall x, 0 <= found T1 x <= Z.of_nat (N * N + 1)).
  { intros x. destruct (in_dec Z.eq_dec x (map fst T1)) as [I|I]; [|rewrite found_none by exact I;
      lia].
    apply in_map_iff in I as ([k v] & <- & I). cbn. rewrite (found_one T1 k v Nd1 I).
    destruct (Ent1 _ I) as [_ B]. cbn in B. lia. }
  assert (Sb : forall s, In s L -> 0 <= S s < 2 ^ Z.of_nat sb).
  { intros s I. pose proof (total_bound (fun x => found T1 (u x)) s (Z.of_nat (N * N + 1)) (fun x _
      => Fd (u x))).
    destruct (HL s I) as [E _]. rewrite E, <- Nat2Z.inj_mul in H. unfold S. lia. }
  (* the first lookup: scores *)
  assert (F1 : Forall (fits_entry kb sb) T1).
  { apply Forall_forall. intros e E. destruct (Ent1 e E) as [(x & X & Ex) B]. split.
    - rewrite Ex. now apply Ub.
    - assert (Z.of_nat (N * N + 1) <= Z.of_nat (n * (N * N + 1))) by nia. lia. }
  destruct (kind kb sb T1 Nd1 F1) as (bs1 & Up1 & Sz1 & Bd1 & Tl1).
  (* the second: labels by token and sequence *)
  set (c := 2 ^ Z.of_nat kb) in *. set (e := 2 ^ Z.of_nat l) in *.
  set (key := fun (s : list token) x => u x + c * S s).
  set (T2 := nodup pair_dec (map (fun q : question => (key (fst (fst q)) (snd (fst q)),
    snd q + e)) qs)).
  assert (In2 : forall k v, In (k, v) T2 <-> exists s x y, In (s, x, y) qs /\ k = key s x /\
    v = y + e).
  { intros k v. unfold T2. rewrite nodup_In, in_map_iff. split.
    - intros ([[s x] y] & E & I). injection E as <- <-. now exists s, x, y.
    - intros (s & x & y & I & -> & ->). now exists (s, x, y). }
  assert (Key : forall s x y t z w, In (s, x, y) qs -> In (t, z, w) qs -> key s x = key t z ->
    y = w).
  { intros s x y t z w Q1 Q2 E. destruct (Hq _ _ _ Q1) as (S1 & X1 & _),
      (Hq _ _ _ Q2) as (S2 & X2 & _).
    assert (C1 : In x (concat L)) by (apply in_concat; now exists s).
    assert (C2 : In z (concat L)) by (apply in_concat; now exists t).
    pose proof (Ub x C1). pose proof (Ub z C2). unfold key in E.
    assert (u x = u z /\ S s = S t) as [Ex Es].
    { assert (S s = S t) by nia. split; [nia|assumption]. }
    apply Inj in Ex; try assumption. subst z. apply (Cons s t x); auto. }
  assert (Nd2 : NoDup (map fst T2)).
  { assert (G : forall K, NoDup K -> incl K T2 -> NoDup (map fst K)).
    { intros K D. induction D as [|[k v] K Nin D IH]; intros Inc; cbn; constructor.
      - intros I. apply in_map_iff in I as ([k' w] & E & I). cbn in E. subst k'. apply Nin.
        destruct (proj1 (In2 k v) (Inc _ (or_introl eq_refl))) as (s & x & y & Q1 & K1 & ->).
        destruct (proj1 (In2 k w) (Inc _ (or_intror I))) as (t & z & y' & Q2 & K2 & ->).
        rewrite (Key s x y t z y' Q1 Q2); [exact I|congruence].
      - apply IH. intros p P. apply Inc. now right. }
    apply G; [apply NoDup_nodup|apply incl_refl]. }
  assert (F2 : Forall (fits_entry (kb + sb) (l + 1)) T2).
  { apply Forall_forall. intros [k v] E. apply In2 in E as (s & x & y & Q & -> & ->).
    destruct (Hq _ _ _ Q) as (Is & Ix & Y). pose proof (Sb s Is).
    pose proof (Ub x ltac:(apply in_concat; now exists s)). unfold fits_entry, key. cbn [fst snd].
    rewrite !pow_add. fold c e. change (2 ^ Z.of_nat 1) with 2. split; [|lia]. split; [nia|].
    assert (c * (S s + 1) <= c * 2 ^ Z.of_nat sb) by nia. lia. }
  destruct (kind (kb + sb)%nat (l + 1)%nat T2 Nd2 F2) as (bs2 & Up2 & Sz2 & Bd2 & Tl2).
  (* the network *)
  set (net := transformer a off bs1 n c bs2 e).
  exists (front a off bs1), [(0%nat, 1%nat, inject_Z (Z.of_nat n * c))], (back bs2 e).
  change (_ ++ Uniform 5 _ :: _) with net. cbn zeta.
  assert (B2 : (kb + sb + (l + 1) + 3 = b)%nat) by (unfold b, item_bits; fold kb sb; lia).
  assert (B1 : (kb + sb + 3 <= b)%nat) by lia.
  assert (LT2 : (length T2 <= M)%nat).
  { unfold T2, M. rewrite <- (map_length (fun q : question => (key (fst (fst q)) (snd (fst q)),
      snd q + e)) qs).
    apply NoDup_incl_length; [apply NoDup_nodup|]. intros p P. now apply nodup_In in P. }
  rewrite B2 in *.
  assert (C1 : (cost (length T1) (kb + sb + 3) <= cost N b)%nat) by (apply cost_monotone; lia).
  assert (C2 : (cost (length T2) b <= cost M b)%nat) by (apply cost_monotone; lia).
  assert (D1 : (tall (length T1) (kb + sb + 3) <= tall N b)%nat) by (apply tall_monotone; lia).
  assert (D2 : (tall (length T2) b <= tall M b)%nat) by (apply tall_monotone; lia).
  assert (R1 : (reach (length T1) (kb + sb + 3) <= reach N b)%nat) by (apply reach_monotone; lia).
  assert (R2 : (reach (length T2) b <= reach M b)%nat) by (apply reach_monotone; lia).
  pose proof (reach_enough N b) as Rb. pose proof (proj1 Up1) as Nw1. pose proof (proj1 Up2) as Nw2.
split; [apply transformer_tokenwise|].
  split; [|split; [|split; [|split]]].
  - unfold net. rewrite transformer_parameters, La. lia.
  - now apply transformer_width.
  - unfold net. rewrite transformer_depth. lia.
  - replace (N.of_nat (_ + 2)) with (N.of_nat (Nat.max (reach N b) (reach M b)) + 2)%N by lia.
    apply short_bits. set (E := Nat.max _ _). assert (P : forall i, (i <= b)%nat ->
      2 ^ Z.of_nat i <= 2 ^ Z.of_nat E)
      by (intros i I; apply pow_mono; lia).
    assert (Up : forall x y bs, x <= y -> bounded x bs -> bounded y bs).
    { intros x y bs X B us w I J. destruct (B us w I J) as [A1 A2]. split; [lia|]. intros t T.
      specialize (A2 t T). lia. }
    pose proof (P kb ltac:(lia)) as Pk. fold c in Pk. pose proof (pow_pos kb) as Cp. fold c in Cp.
    apply transformer_short.
    + revert Fa. rewrite Forall_forall, Forall_forall. intros Fa w I. specialize (Fa w I).
      assert (Z.of_nat (V * V + 1) <= off).
      { destruct d as [|d']; [destruct a; [easy|discriminate]|]. unfold off, offset.
        apply Nat2Z.inj_le. rewrite <- (Nat.mul_1_l (V * V + 1)) at 1. apply Nat.mul_le_mono_r.
        clear -PR. nia. }
      lia.
    + unfold off, offset in *. lia.
    + assert (Z.of_nat n * c <= 2 ^ Z.of_nat (kb + sb)).
      { rewrite pow_add. fold c. assert (Z.of_nat n <= Z.of_nat (n * (N * N + 1))) by (clear; nia).
        rewrite Z.mul_comm. apply Z.mul_le_mono_nonneg_l; lia. }
      pose proof (P (kb + sb)%nat ltac:(lia)). rewrite Z.abs_eq; [lia|].
      apply Z.mul_nonneg_nonneg; lia.
    + unfold e. pose proof (P l ltac:(lia)). pose proof (pow_pos l). lia.
    + apply (Up (2 ^ Z.of_nat (reach (length T1) (kb + sb + 3)))); [apply pow_mono; lia|exact Bd1].
    + apply (Up (2 ^ Z.of_nat (reach (length T2) b))); [apply pow_mono; lia|exact Bd2].
  - intros s Is. exists (fun x => found T2 (key s x) - e). destruct (HL s Is) as [Ls Ts]. split.
    + apply (transformer_sound a off bs1 T1 n c bs2 T2 e s); try assumption.
      intros x X. rewrite La. now apply (Ts x X).
    + intros x y Q. rewrite (found_one T2 (key s x) (y + e) Nd2); [ring|]. apply In2.
      now exists s, x, y.
Qed.
End Core.
