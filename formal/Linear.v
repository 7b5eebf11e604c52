(* The simpler theorem: one block for each key. Linearly many parameters, but short ones. *)
From Coq Require Import QArith ZArith NArith List Lia Bool Permutation Arith.
From Memlib Require Import Network Data Sums Blocks Reading Ids Transformer TransformerSize Core
  Tasks.
Import ListNotations.
Open Scope Z_scope.

(* A peak at the key k, as high as its value:
   v relu (x - k + 1) - 2 v relu (x - k) + v relu (x - k - 1). *)
Definition peak (k v : Z) : block :=
  [Unit [(0%nat, 1)] (1 - k) [(1%nat, v)]; Unit [(0%nat, 1)] (- k) [(1%nat, -2 * v)];
   Unit [(0%nat, 1)] (-1 - k) [(1%nat, v)]].
Lemma peak_sound k v x y w q r z : State x y w q r z ->
  State x (y + if x =? k then v else 0) w q r (act (peak k v) z).
Proof.
  intros (X & Y & A & Q & V). unfold State, peak. steps. rewrite A, X, Y, Q, V.
  destruct (Z.eqb_spec x k) as [->|N].
  - rewrite (Z.max_r 0 (1 * k + 0 + (1 - k))), !Z.max_l by lia. repeat split; ring.
  - destruct (Z_lt_le_dec x k); [rewrite !Z.max_l by lia|rewrite !Z.max_r by lia]; repeat split;
      ring.
Qed.
Definition peaks (es : list (Z * Z)) : list block := map (fun e => peak (fst e) (snd e)) es.
Lemma peaks_sound es : forall x y z, State x y 0 0 0 z ->
  State x (y + found es x) 0 0 0 (run (peaks es) z).
Proof.
  induction es as [|e es IH]; intros x y z S; [cbn; now rewrite Z.add_0_r|].
  cbn [peaks map run fold_left found fold_right]. fold (found es x). rewrite Z.add_assoc.
  apply IH. now apply peak_sound.
Qed.
Definition linear_cost (L b : nat) : nat := 9 * L.
Definition linear_reach (L b : nat) : nat := b.
Definition linear_tall (L b : nat) : nat := L.
Lemma lookup_with_peaks : lookup_kind linear_cost linear_reach linear_tall.
Proof.
  intros kb vb es _ F b. exists (peaks es). unfold linear_cost, linear_reach, linear_tall.
  split; [split|split; [|split]].
  - clear. induction es; [reflexivity|exact IHes].
  - intros x z S. now apply (peaks_sound es x 0).
  - clear. induction es as [|e es IH]; [apply le_n|]. cbn [peaks map length].
    change (size_all (?a :: ?r)) with (size a + size_all r)%nat. fold (peaks es).
    unfold peak, size. cbn [fold_right length ins outs shift].
    destruct (_ =? 0), (_ =? 0), (_ =? 0); lia.
  - induction F as [|[k v] es [K V] F IH]; [intros us u []|]. apply bounded_cons; [|exact IH].
    cbn [fst snd] in *. unfold b. rewrite !pow_add. change (2 ^ Z.of_nat 3) with 8.
    pose proof (pow_pos kb). pose proof (pow_pos vb). set (A := 2 ^ Z.of_nat kb) in *.
    set (B := 2 ^ Z.of_nat vb) in *.
    assert (A <= A * B * 8 /\ B <= A * B * 8 /\ 2 * B <= A * B * 8 /\ 2 * A <= A * B * 8) by nia.
    unfold peak. set (E := A * B * 8) in *. each.
  - unfold peaks. now rewrite map_length.
Qed.

(* Every consistent data set as in [sqrt_memorizes] is memorized with at most 18 N + d + 8
   parameters of at most b + 2 bits each. *)
Theorem linear_memorizes (d n R l : nat) (data : list (list token * Z)) :
  (0 < n)%nat -> (0 < R)%nat ->
  (forall s y, In (s, y) data ->
     length s = n /\ (forall x, In x s -> is_token d R x) /\ Z.abs y < 2 ^ Z.of_nat l) ->
  consistent data ->
  let N := length data in let b := item_bits d n R N l in
  exists F1 W F2, let net := F1 ++ Uniform 5 W :: F2 in
    Forall tokenwise (F1 ++ F2) /\
    (parameters net <= 18 * N + d + 8)%nat /\
    (width d net <= 6)%nat /\ (depth net <= 2 * N + 2)%nat /\
    (max_bits net <= N.of_nat (b + 2))%N /\
    Memorizes NextToken net (next_token_data data).
Proof.
  intros Pn PR H C N b. assert (K : forall L qs, core_statement linear_cost linear_reach
    linear_tall d n R l L
    qs).
  { intros L qs. apply core; [exact lookup_with_peaks| | | |]; unfold monotone, linear_tall,
      linear_cost,
      linear_reach; lia. }
  destruct (next_token_core _ _ _ d n R l K data Pn PR H C) as (F1 & W & F2 & G).
  cbn zeta in G. fold N b in G. unfold linear_cost, linear_reach, linear_tall in G.
  rewrite Nat.max_id in G.
  destruct G as (T & P & Wd & Dp & B & G). exists F1, W, F2. cbn zeta.
  split; [exact T|]. split; [lia|]. split; [exact Wd|]. split; [lia|]. now split.
Qed.
