(* The paper's theorem, for all data: about sqrt N parameters memorize N sequences (Theorem 4.1,
   B.1), and about sqrt (n N) all their tokens (Corollary 4.1). Integer tokens, one length. *)
From Coq Require Import QArith ZArith NArith List Lia Bool Permutation Arith.
From Memlib Require Import Network Data Sums Blocks Reading LookupSize Ids.
From Memlib Require Import Transformer TransformerSize Core Tasks.
Import ListNotations.
Open Scope Z_scope.

(* What a lookup with buckets costs: parameters, and bits of its longest number (Lemma C.1). *)
Definition sqrt_cost (L b : nat) : nat := 14 * Nat.sqrt_up (L * b) + 8 * b.
Definition sqrt_reach (L b : nat) : nat := Nat.sqrt_up (L * b) + b.
Definition sqrt_tall (L b : nat) : nat := 2 * Nat.sqrt_up (L * b) + b.
Lemma lookup_with_buckets : lookup_kind sqrt_cost sqrt_reach sqrt_tall.
Proof.
  intros kb vb es N F b. destruct (lemma_C1 kb vb es N F) as (bs & A & B & C & E & D).
  exists bs. split; [now split|]. split; [exact B|now split].
Qed.
Lemma sqrt_monotone L M b c : (L <= M)%nat -> (b <= c)%nat ->
  (Nat.sqrt_up (L * b) <= Nat.sqrt_up (M * c))%nat.
Proof. intros. apply Nat.sqrt_up_le_mono. now apply Nat.mul_le_mono. Qed.
Lemma core_sqrt d n R l L qs : core_statement sqrt_cost sqrt_reach sqrt_tall d n R l L qs.
Proof.
  apply core; [exact lookup_with_buckets| | | |]; unfold monotone, sqrt_cost, sqrt_reach, sqrt_tall.
  - intros K M b c H I. pose proof (sqrt_monotone K M b c H I). lia.
  - intros K M b c H I. pose proof (sqrt_monotone K M b c H I). lia.
  - intros K M b c H I. pose proof (sqrt_monotone K M b c H I). lia.
  - intros K b. lia.
Qed.

(* Every consistent data set of N sequences of n tokens, each of d integers from -R to R, with
   labels of absolute value below 2^l, is memorized by a network of affine layers, feed-forward
   blocks and one uniform attention, of width 6 and depth 4 sqrt (N b) + 2 b + 2,
     with at most 28 sqrt (N b) + 16 b + d + 8
   parameters of at most sqrt (N b) + b + 2 bits each. Here b is a sum of logarithms, and square
   roots and logarithms are rounded up. *)
Theorem sqrt_memorizes (d n R l : nat) (data : list (list token * Z)) :
  (0 < n)%nat -> (0 < R)%nat ->
  (forall s y, In (s, y) data ->
     length s = n /\ (forall x, In x s -> is_token d R x) /\ Z.abs y < 2 ^ Z.of_nat l) ->
  consistent data ->
  let N := length data in let b := item_bits d n R N l in let m := Nat.sqrt_up (N * b) in
  exists F1 W F2, let net := F1 ++ Uniform 5 W :: F2 in
    Forall tokenwise (F1 ++ F2) /\
    (parameters net <= 28 * m + 16 * b + d + 8)%nat /\
    (width d net <= 6)%nat /\ (depth net <= 4 * m + 2 * b + 2)%nat /\
    (max_bits net <= N.of_nat (m + b + 2))%N /\
    Memorizes NextToken net (next_token_data data).
Proof.
  intros Pn PR H C N b m.
  destruct (next_token_core _ _ _ d n R l (core_sqrt d n R l) data Pn PR H C) as (F1 & W & F2 & K).
  cbn zeta in K. fold N b in K. unfold sqrt_cost, sqrt_reach, sqrt_tall in K. fold m in K.
  rewrite Nat.max_id in K.
  destruct K as (T & P & Wd & Dp & B & K). exists F1, W, F2. cbn zeta.
  split; [exact T|]. split; [lia|]. split; [exact Wd|]. split; [lia|]. now split.
Qed.

(* The same for the n N labels of all tokens, with sqrt (n N b) in the place of sqrt (N b). *)
Theorem sqrt_memorizes_all (d n R l : nat) (data : list (list token * list Z)) :
  (0 < n)%nat -> (0 < R)%nat ->
  (forall s ys, In (s, ys) data -> length s = n /\ length ys = n /\
     (forall x, In x s -> is_token d R x) /\ forall y, In y ys -> Z.abs y < 2 ^ Z.of_nat l) ->
  consistent_everywhere data ->
  let N := length data in let b := item_bits d n R N l in let m := Nat.sqrt_up (n * N * b) in
  exists F1 W F2, let net := F1 ++ Uniform 5 W :: F2 in
    Forall tokenwise (F1 ++ F2) /\
    (parameters net <= 28 * m + 16 * b + d + 8)%nat /\
    (width d net <= 6)%nat /\ (depth net <= 4 * m + 2 * b + 2)%nat /\
    (max_bits net <= N.of_nat (m + b + 2))%N /\
    Memorizes SeqToSeq net (seq_to_seq_data data).
Proof.
  intros Pn PR H C N b m.
  destruct (seq_to_seq_core _ _ _ d n R l (core_sqrt d n R l) data Pn PR H C) as (F1 & W & F2 & K).
  cbn zeta in K. fold N b in K. unfold sqrt_cost, sqrt_reach, sqrt_tall in K. fold m in K.
  assert (M : (Nat.sqrt_up (N * b) <= m)%nat) by (apply sqrt_monotone; nia).
  destruct K as (T & P & Wd & Dp & B & K). exists F1, W, F2. cbn zeta.
  split; [exact T|]. split; [lia|]. split; [exact Wd|]. split; [lia|]. split; [lia|exact K].
Qed.
