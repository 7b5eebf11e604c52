(* Parity by folding: a number from 0 to 2^j, folded at 2^(j-1), ..., 2, 1, keeps its parity. *)
From Coq Require Import QArith ZArith List Bool Lia.
From Memlib Require Import Network Sums Blocks.
Import ListNotations.
Open Scope Z_scope.

Definition fold_at (t c : Z) : Z := c - 2 * Z.max 0 (c - t).
Fixpoint folds (j : nat) (c : Z) : Z :=
  match j with O => c | S i => folds i (fold_at (2 ^ Z.of_nat i) c) end.
(* Folding leaves the parity. *)
Theorem parity_by_folding j : forall c, 0 <= c <= 2 ^ Z.of_nat j -> folds j c = c mod 2.
Proof.
  induction j as [|j IH]; intros c H.
  - change (2 ^ Z.of_nat 0) with 1 in H. cbn. symmetry. apply Z.mod_small. lia.
  - cbn [folds]. rewrite Nat2Z.inj_succ, Z.pow_succ_r in H by lia.
    rewrite IH; unfold fold_at; [|lia].
    replace (c - 2 * _) with (c + (- Z.max 0 (c - 2 ^ Z.of_nat j)) * 2) by lia. apply Z.mod_add.
    lia.
Qed.

(* The fold at t, as a block with one hidden unit and three numbers. *)
Definition fold_block (t : Z) : block := [Unit [(0%nat, 1)] (- t) [(0%nat, -2)]].
Fixpoint fold_blocks (j : nat) : list block :=
  match j with O => [] | S i => fold_block (2 ^ Z.of_nat i) :: fold_blocks i end.
(* As a network: j blocks, 3 j parameters, the parity of every integer from 0 to 2^j. *)
Theorem parity_network j : let net := map (layer_of 1) (fold_blocks j) in
  parameters net = (3 * j)%nat /\
  forall c v, 0 <= c <= 2 ^ Z.of_nat j -> (v 0%nat == inject_Z c)%Q -> (forall i, (0 < i)%nat ->
    v i == 0)%Q ->
  Forall2 Qeq (outputs NextToken net [v]) [inject_Z (c mod 2)].
Proof.
  split.
  - induction j as [|j IH]; [reflexivity|]. cbn [fold_blocks map].
    change (layer_of 1 ?a :: ?r) with ([layer_of 1 a] ++ r). rewrite parameters_app, IH.
    unfold fold_block, layer_of, parameters. cbn [W1_of b1_of W2_of ins shift outs].
    destruct (Z.eqb_spec (- 2 ^ Z.of_nat j) 0) as [E|_]; [|cbn; lia].
    pose proof (Z.pow_pos_nonneg 2 (Z.of_nat j)). lia.
  - intros c v C V V'. set (z := fun i : nat => match i with O => c | _ => 0 end).
    assert (H : Forall2 Holds [z] [v]).
    { constructor; [|constructor]. intros [|i]; [exact V|]. rewrite V' by lia. reflexivity. }
    assert (F : forallb (fits 1) (fold_blocks j) = true) by (clear; induction j;
      [reflexivity|exact IHj]).
    apply (run_sound 1 _ F) in H. cbn [map] in H. unfold outputs.
    inversion H as [|? w ? t W T E1 E2]; subst. inversion T; subst. cbn [map last].
    constructor; [|constructor]. rewrite (W 0%nat). rewrite <- (parity_by_folding j c C).
    assert (R : forall j z, run (fold_blocks j) z 0%nat = folds j (z 0%nat)).
    { clear. induction j as [|j IH]; intros z; [reflexivity|]. cbn [fold_blocks run fold_left].
      change (fold_left _ ?p ?q) with (run p q). rewrite IH. cbn [folds]. f_equal.
      unfold act, fold_at, fold_block, fires. cbn [fold_right ins outs shift zsum weight fst snd
        Nat.eqb].
      rewrite Z.add_0_r, Z.add_0_r. replace (1 * z 0%nat + - 2 ^ Z.of_nat j) with (z 0%nat - 2 ^
        Z.of_nat j) by lia.
      lia. }
    now rewrite R.
Qed.
