(* Feed-forward blocks with integer numbers, written unit by unit.

   All constructions of this folder are made of them: z <- z + sum over units of out * relu(in).
   A block with integer numbers keeps integers, so what it does can be followed in integers. *)
From Coq Require Import QArith Qminmax ZArith List Lia Bool.
From Memlib Require Import Sealed Network Sums.
Import ListNotations.
Open Scope Q_scope.

(* A hidden unit: which rows it reads, with which weights; its bias; to which rows it adds. *)
Record unit := Unit { ins : list (nat * Z); shift : Z; outs : list (nat * Z) }.
Definition block := list unit.

(* The block as a layer of m rows. Unit number k gets row k of W1 and column k of W2. *)
Fixpoint W1_of (k : nat) (us : block) : matrix :=
  match us with
  | [] => []
  | u :: us => map (fun t => (k, fst t, inject_Z (snd t))) (ins u) ++ W1_of (S k) us
  end.
Fixpoint b1_of (k : nat) (us : block) : column :=
  match us with
  | [] => []
  | u :: us => (if (shift u =? 0)%Z then [] else [(k, inject_Z (shift u))]) ++ b1_of (S k) us
  end.
Fixpoint W2_of (k : nat) (us : block) : matrix :=
  match us with
  | [] => []
  | u :: us => map (fun t => (fst t, k, inject_Z (snd t))) (outs u) ++ W2_of (S k) us
  end.
Definition layer_of (m : nat) (us : block) : layer :=
  Ffn m (length us) (W1_of 0 us) (b1_of 0 us) (W2_of 0 us) [].

(* What the block does, in integers. *)
Definition zsum (ts : list (nat * Z)) (z : nat -> Z) : Z :=
  fold_right (fun t s => (snd t * z (fst t) + s)%Z) 0%Z ts.
Definition weight (ts : list (nat * Z)) (i : nat) : Z :=
  fold_right (fun t s => if (fst t =? i)%nat then (snd t + s)%Z else s) 0%Z ts.
Definition fires (u : unit) (z : nat -> Z) : Z := Z.max 0 (zsum (ins u) z + shift u).
Definition act (us : block) (z : nat -> Z) : nat -> Z :=
  fun i => (z i + fold_right (fun u s => weight (outs u) i * fires u z + s) 0 us)%Z.
Definition run (bs : list block) (z : nat -> Z) : nat -> Z := fold_left (fun z us => act us z) bs z.

(* A column of rationals that holds these integers. *)
Definition Holds (z : nat -> Z) (v : vec) : Prop := forall i, v i == inject_Z (z i).
Definition fits (m : nat) (us : block) : bool :=
  forallb (fun u => forallb (fun t => fst t <? m)%nat (ins u)) us.

Lemma Qmax_Z a : Qmax 0 (inject_Z a) == inject_Z (Z.max 0 a).
Proof.
  destruct (Z_le_gt_dec 0 a).
  - rewrite Q.max_r, Z.max_r by (try (unfold Qle; simpl); lia). reflexivity.
  - rewrite Q.max_l, Z.max_l by (try (unfold Qle; simpl); lia). reflexivity.
Qed.
Global Instance Qmax_proper : Proper (Qeq ==> Qeq ==> Qeq) Qmax.
Proof. intros a b H c d K. now rewrite H, K. Qed.

(* Row k of W1 against the column is what unit k reads; rows of other units do not enter. *)
Lemma of_matrix_app W W' i : of_matrix (W ++ W') i = of_matrix W i ++ of_matrix W' i.
Proof. unfold of_matrix. now rewrite filter_app, map_app. Qed.
Lemma tsum_app a b v : tsum (a ++ b) v == tsum a v + tsum b v.
Proof. induction a as [|t a IH]; simpl; [ring|]. rewrite IH. ring. Qed.
Lemma row_same k ts v z : Holds z v ->
  tsum (of_matrix (map (fun t => (k, fst t, inject_Z (snd t))) ts) k) v == inject_Z (zsum ts z).
Proof.
  intros H. unfold of_matrix. induction ts as [|[j w] ts IH]; [reflexivity|].
  cbn [map filter fst snd]. rewrite Nat.eqb_refl. cbn [map tsum fold_right fst snd zsum].
  unfold tsum in IH. rewrite IH, (H j), inject_Z_plus, inject_Z_mult. reflexivity.
Qed.
Lemma row_other k i ts : k <> i ->
  of_matrix (map (fun t : nat * Z => (k, fst t, inject_Z (snd t))) ts) i = [].
Proof.
  intros H. unfold of_matrix. induction ts as [|t ts IH]; [reflexivity|]. cbn [map filter fst snd].
  destruct (Nat.eqb_spec k i); [contradiction|exact IH].
Qed.
Lemma W1_early us : forall k i, (i < k)%nat -> of_matrix (W1_of k us) i = [].
Proof.
  induction us as [|u us IH]; intros k i L; [reflexivity|]. cbn [W1_of].
  rewrite of_matrix_app, row_other, IH by lia. reflexivity.
Qed.
Lemma b1_early us : forall k i, (i < k)%nat -> bias (b1_of k us) i == 0.
Proof.
  induction us as [|u us IH]; intros k i L; [reflexivity|]. cbn [b1_of].
  destruct (shift u =? 0)%Z; cbn [app bias fold_right]; fold (bias (b1_of (S k) us) i);
    [|destruct (Nat.eqb_spec k i); [lia|]]; apply IH; lia.
Qed.
Lemma reads us v z : Holds z v -> forall k j u, nth_error us j = Some u ->
  tsum (of_matrix (W1_of k us) (k + j)) v + bias (b1_of k us) (k + j)
    == inject_Z (zsum (ins u) z + shift u).
Proof.
  intros H. induction us as [|w us IH]; intros k [|j] u E; try discriminate; cbn [W1_of b1_of].
  - injection E as ->. rewrite Nat.add_0_r, of_matrix_app, tsum_app, W1_early, (row_same k _ v z H)
      by lia. rewrite inject_Z_plus. destruct (Z.eqb_spec (shift u) 0) as [->|N].
    + cbn [app]. rewrite b1_early by lia. cbn. ring.
    + cbn [app bias fold_right]. rewrite Nat.eqb_refl. fold (bias (b1_of (S k) us) k).
      rewrite b1_early by lia. cbn. ring.
  - rewrite of_matrix_app, row_other by lia. cbn [app]. specialize (IH (S k) j u E).
    replace (S k + j)%nat with (k + S j)%nat in IH by lia. rewrite <- IH.
    destruct (shift w =? 0)%Z; [reflexivity|]. cbn [app bias fold_right].
    destruct (Nat.eqb_spec k (k + S j)); [lia|reflexivity].
Qed.

(* Row i of W2 adds up what the units send there. *)
Lemma sends k i ts v : tsum (of_matrix (map (fun t => (fst t, k, inject_Z (snd t))) ts) i) v
  == inject_Z (weight ts i) * v k.
Proof.
  unfold of_matrix. induction ts as [|[j w] ts IH]; [cbn; ring|].
  cbn [map filter fst snd weight fold_right].
  destruct (j =? i)%nat; [|exact IH]. cbn [map tsum fold_right fst snd]. unfold tsum in IH.
  rewrite IH, inject_Z_plus. fold (weight ts i). ring.
Qed.
Lemma gathers us z h i : forall k,
  (forall j u, nth_error us j = Some u -> h (k + j)%nat == inject_Z (fires u z)) ->
  tsum (of_matrix (W2_of k us) i) h
    == inject_Z (fold_right (fun u s => weight (outs u) i * fires u z + s)%Z 0%Z us).
Proof.
  induction us as [|u us IH]; intros k H; [reflexivity|]. cbn [W2_of fold_right].
  rewrite of_matrix_app, tsum_app, sends, (IH (S k)).
  - pose proof (H 0%nat u eq_refl) as E. rewrite Nat.add_0_r in E.
    rewrite E, inject_Z_plus, inject_Z_mult. reflexivity.
  - intros j w E. specialize (H (S j) w E). now replace (k + S j)%nat with (S k + j)%nat in H by
      lia.
Qed.

Lemma W1_within m us : fits m us = true -> forall k, within m (W1_of k us) = true.
Proof.
  induction us as [|u us IH]; intros H k; [reflexivity|]. cbn in H. apply andb_prop in H as [A H].
  cbn [W1_of]. unfold within. rewrite forallb_app. apply andb_true_intro. split; [|now apply IH].
  apply forallb_forall. intros t T. apply in_map_iff in T as (p & <- & P).
  rewrite forallb_forall in A. exact (A p P).
Qed.
Lemma W2_within us : forall k, within (k + length us) (W2_of k us) = true.
Proof.
  induction us as [|u us IH]; intros k; [reflexivity|]. cbn [W2_of length]. unfold within.
  rewrite forallb_app. apply andb_true_intro. split.
  - apply forallb_forall. intros t T. apply in_map_iff in T as (p & <- & P). apply Nat.ltb_lt.
    simpl; lia.
  - specialize (IH (S k)). now replace (k + S (length us))%nat with (S k + length us)%nat by lia.
Qed.

(* The layer does what [act] says. *)
Lemma block_sound m us zs Z : fits m us = true -> Forall2 Holds zs Z ->
  Forall2 Holds (map (act us) zs) (step (layer_of m us) Z).
Proof.
  intros F H. cbn [step layer_of]. refine (Forall2_map _ _ _ _ _ _ _ H). intros z v V i.
  rewrite times_terms by (apply (W2_within us 0)). rewrite (gathers us z _ i 0).
  - unfold act. rewrite inject_Z_plus, (V i). cbn. ring.
  - intros j u E. cbn [plus]. unfold relu, fires. rewrite times_terms by (now apply W1_within).
    rewrite (reads us v z V 0 j u E). apply Qmax_Z.
Qed.
Lemma run_sound m bs : forallb (fits m) bs = true -> forall zs Z, Forall2 Holds zs Z ->
  Forall2 Holds (map (run bs) zs) (eval (map (layer_of m) bs) Z).
Proof.
  induction bs as [|us bs IH]; intros F zs Z H; cbn in F.
  - cbn. rewrite (map_ext _ (fun z => z)), map_id by reflexivity. exact H.
  - apply andb_prop in F as [A F]. specialize (IH F _ _ (block_sound m us zs Z A H)).
    rewrite map_map in IH. exact IH.
Qed.
Lemma run_app a b z : run (a ++ b) z = run b (run a z).
Proof. apply fold_left_app. Qed.
