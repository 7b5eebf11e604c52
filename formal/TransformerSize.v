(* The sizes of the network of Transformer.v: parameters, width, bits. *)
From Coq Require Import QArith ZArith NArith List Lia Bool Qreduction.
From Memlib Require Import Network Sums Blocks LemmaB2 Reading Ids Transformer.
Import ListNotations.
Open Scope Q_scope.

(* Each column alone: affine layers and feed-forward blocks; only attention mixes columns. *)
Definition tokenwise (l : layer) : Prop :=
  match l with Affine _ _ _ _ | Ffn _ _ _ _ _ _ => True | _ => False end.

Lemma row0_length k a : length (row0 k a) = length a.
Proof. revert k. induction a as [|w a IH]; intros k; [reflexivity|]. cbn. now rewrite IH. Qed.
Lemma parts us : forall k, (length (W1_of k us) + (length (b1_of k us) + length (W2_of k us)) =
  size us)%nat.
Proof.
  induction us as [|u us IH]; intros k; [reflexivity|]. cbn [W1_of b1_of W2_of size fold_right].
  fold (size us). rewrite !app_length, !map_length, <- (IH (S k)).
  destruct (shift u =? 0)%Z; cbn [length]; lia.
Qed.
Lemma blocks_parameters m bs : parameters (map (layer_of m) bs) = size_all bs.
Proof.
  induction bs as [|us bs IH]; [reflexivity|]. cbn [map size_all fold_right]. fold (size_all bs).
  rewrite <- IH. change (layer_of m us :: ?r) with ([layer_of m us] ++ r). rewrite parameters_app.
  f_equal.
  unfold parameters. cbn [flat_map numbers layer_of map]. rewrite !app_length, !map_length.
  cbn [length].
  rewrite <- (parts us 0). lia.
Qed.
Lemma transformer_parameters a off bs1 n c bs2 e :
  parameters (transformer a off bs1 n c bs2 e) = (length a + size_all bs1 + size_all bs2 + 8)%nat.
Proof.
  unfold transformer, front, back. change (embed a off :: ?p) with ([embed a off] ++ p).
  change (attend ?p ?q :: ?r) with ([attend p q] ++ r). rewrite !parameters_app, !blocks_parameters.
  change (size_all (clear :: bs2)) with (4 + size_all bs2)%nat.
  unfold parameters. cbn [flat_map numbers embed attend readout map length app].
  rewrite !app_nil_r, app_length, map_length, row0_length. cbn. lia.
Qed.
Lemma blocks_tokenwise m bs : Forall tokenwise (map (layer_of m) bs).
Proof. induction bs; constructor; [exact I|assumption]. Qed.
Lemma transformer_tokenwise a off bs1 bs2 e : Forall tokenwise (front a off bs1 ++ back bs2 e).
Proof.
  unfold front, back. apply Forall_app. split; [constructor; [exact I|apply blocks_tokenwise]|].
  apply Forall_app. split; [apply blocks_tokenwise|]. constructor; [exact I|constructor].
Qed.

Lemma blocks_width bs r rest : forallb narrow bs = true -> (r <= 6)%nat ->
  (forall r, r <= 6 -> width r rest <= 6)%nat -> (width r (map (layer_of rows) bs ++ rest) <=
    6)%nat.
Proof.
  intros N R K. revert r R. induction bs as [|us bs IH]; intros r R; [now apply K|].
  cbn in N. apply andb_prop in N as [A N]. apply andb_prop in A as [_ A]. apply Nat.leb_le in A.
  cbn [map app width layer_of rows_after hidden]. specialize (IH N rows ltac:(unfold rows; lia)).
  unfold rows in *. lia.
Qed.
Lemma transformer_width d a off bs1 n c bs2 e : forallb narrow bs1 = true ->
  forallb narrow bs2 = true ->
  (width d (transformer a off bs1 n c bs2 e) <= 6)%nat.
Proof.
  intros N1 N2. unfold transformer, front, back. cbn [app width rows_after hidden embed].
  assert (B : forall r, (r <= 6)%nat ->
    (width r (attend (Z.of_nat n) c :: map (layer_of rows) (clear ::
      bs2) ++ [readout e]) <= 6)%nat).
  { intros r R. change (width r (?l :: ?t)) with (Nat.max (Nat.max (rows_after l r) (hidden l))
      (width (rows_after l r) t)).
    assert (F : forallb narrow (clear :: bs2) = true) by (cbn [forallb]; now rewrite N2).
    pose proof (blocks_width (clear :: bs2) rows [readout e] F ltac:(unfold rows; lia)) as W.
    cbn [attend rows_after hidden]. unfold rows in *. rewrite !Nat.max_lub_iff.
    repeat split; try lia.
    apply W. intros q Q. cbn. lia. }
  pose proof (blocks_width bs1 rows _ N1 ltac:(unfold rows; lia) B). unfold rows in *. lia.
Qed.

(* Depth: every block counts one, attention one, and the block that clears the score. *)
Lemma blocks_depth bs : depth (map (layer_of rows) bs) = length bs.
Proof.
  unfold depth. induction bs as [|us bs IH]; [reflexivity|]. cbn [map filter deep layer_of length].
  now rewrite IH.
Qed.
Lemma depth_app a b : depth (a ++ b) = (depth a + depth b)%nat.
Proof. unfold depth. now rewrite filter_app, app_length. Qed.
Lemma transformer_depth a off bs1 n c bs2 e :
  depth (transformer a off bs1 n c bs2 e) = (length bs1 + length bs2 + 2)%nat.
Proof.
  unfold transformer, front, back. change (embed a off :: ?p) with ([embed a off] ++ p).
  change (attend ?p ?q :: ?r) with ([attend p q] ++ r). rewrite !depth_app, !blocks_depth.
  cbn. lia.
Qed.

(* Bits: an integer of absolute value at most 2^e takes at most e + 2 of them. *)
Lemma bits_integer e z : (Z.abs z <= 2 ^ Z.of_nat e)%Z -> (bits (inject_Z z) <= N.of_nat e + 2)%N.
Proof.
  intros H. unfold bits. assert (R : Qred (inject_Z z) = inject_Z z).
  { unfold inject_Z, Qred. pose proof (Z.ggcd_gcd z 1) as G.
    pose proof (Z.ggcd_correct_divisors z 1) as D.
    destruct (Z.ggcd z 1) as [g [p q]]. cbn [fst snd] in *. rewrite Z.gcd_1_r in G. subst g.
    destruct D as [D1 D2]. rewrite Z.mul_1_l in *. now subst. }
  rewrite R. unfold inject_Z. cbn [Qnum Qden]. change (N.size 1) with 1%N.
  assert (S : (N.size (Z.abs_N z) <= N.of_nat e + 1)%N); [|lia].
  destruct (N.eq_dec (Z.abs_N z) 0) as [->|NZ]; [cbn; lia|]. rewrite N.size_log2 by exact NZ.
  assert (L : (N.log2 (Z.abs_N z) <= N.log2 (2 ^ N.of_nat e))%N).
  { apply N.log2_le_mono. apply N2Z.inj_le. rewrite N2Z.inj_abs_N, N2Z.inj_pow, nat_N_Z. exact H. }
  rewrite N.log2_pow2 in L by lia. lia.
Qed.
Definition short (e : nat) (net : list layer) : Prop :=
  forall q, In q (flat_map numbers net) -> exists z, q = inject_Z z /\
    (Z.abs z <= 2 ^ Z.of_nat e)%Z.
Lemma short_bits e net : short e net -> (max_bits net <= N.of_nat e + 2)%N.
Proof.
  unfold short, max_bits. induction (flat_map numbers net) as [|q l IH]; intros H;
    cbn [fold_right]; [lia|].
  destruct (H q (or_introl eq_refl)) as (z & -> & B). apply bits_integer in B.
  specialize (IH (fun q I => H q (or_intror I))). lia.
Qed.
Lemma short_app e a b : short e a -> short e b -> short e (a ++ b).
Proof. intros A B q I. rewrite flat_map_app in I. apply in_app_or in I as [I|I]; auto. Qed.
Lemma W_short e us : (forall u, In u us -> forall t, In t (ins u ++ outs u) ->
  (Z.abs (snd t) <= e)%Z) ->
  forall k q, In q (map snd (W1_of k us)) \/ In q (map snd (W2_of k us)) ->
  exists z, q = inject_Z z /\ (Z.abs z <= e)%Z.
Proof.
  induction us as [|u us IH]; intros H k q I; [now destruct I|]. cbn [W1_of W2_of] in I.
  rewrite !map_app, !in_app_iff in I.
  destruct I as [[I|I]|[I|I]]; try (apply (IH (fun w W => H w (or_intror W)) (S k)); tauto).
  all: rewrite map_map in I; apply in_map_iff in I as (t & <- & T); exists (snd t).
  all: split; [reflexivity|]; apply (H u (or_introl eq_refl)), in_or_app; auto.
Qed.
Lemma b1_short e us : (forall u, In u us -> (Z.abs (shift u) <= e)%Z) ->
  forall k q, In q (map snd (b1_of k us)) -> exists z, q = inject_Z z /\ (Z.abs z <= e)%Z.
Proof.
  induction us as [|u us IH]; intros H k q I; [easy|]. cbn [b1_of] in I. rewrite map_app in I.
  apply in_app_or in I as [I|I]; [|apply (IH (fun w W => H w (or_intror W)) _ _ I)].
  destruct (shift u =? 0)%Z; [easy|]. destruct I as [<-|[]]. exists (shift u).
  split; [reflexivity|].
  apply H. now left.
Qed.
Lemma blocks_short e bs : bounded (2 ^ Z.of_nat e) bs -> short e (map (layer_of rows) bs).
Proof.
  induction bs as [|us bs IH]; intros B; [intros q []|]. cbn [map].
  change (layer_of rows us :: ?r) with ([layer_of rows us] ++ r). apply short_app.
  - intros q I. cbn [flat_map numbers layer_of map] in I. rewrite !app_nil_r in I.
    apply in_app_or in I as [I|I]; [|apply in_app_or in I as [I|I]].
    + apply (W_short _ us) with (k := 0%nat); [|now left]. intros u U t T. now apply (B us u (or_introl eq_refl) U).
    + revert I. apply b1_short. intros u U. now apply (B us u (or_introl eq_refl) U).
    + apply (W_short _ us) with (k := 0%nat); [|now right]. intros u U t T. now apply (B us u (or_introl eq_refl) U).
  - apply IH. intros vs u I U. apply (B vs u); [now right|exact U].
Qed.
Lemma transformer_short E a off bs1 n c bs2 e : let M := (2 ^ Z.of_nat E)%Z in
  Forall (fun w => (Z.abs w <= M)%Z) a -> (Z.abs off <= M)%Z -> (Z.abs (Z.of_nat n * c) <= M)%Z ->
  (Z.abs e <= M)%Z -> bounded M bs1 -> bounded M bs2 -> short E (transformer a off bs1 n c bs2 e).
Proof.
  intros M A O C L B1 B2. assert (P : (1 <= M)%Z) by (pose proof (pow_pos E); unfold M; lia).
  unfold transformer, front, back. apply short_app.
  - change (embed a off :: ?p) with ([embed a off] ++ p).
    apply short_app; [|now apply blocks_short].
    intros q I. cbn [flat_map numbers embed] in I. rewrite app_nil_r in I.
    apply in_app_or in I as [I|[<-|[]]];
      [|now exists off]. rewrite Forall_forall in A. revert I. generalize 0%nat.
      induction a as [|w a IH]; intros k I; [easy|].
    cbn [row0 map snd] in I. destruct I as [<-|I]; [exists w; split; [reflexivity|apply A;
      now left]|].
    apply (IH (fun x X => A x (or_intror X)) _ I).
  - change (attend ?p ?q :: ?r) with ([attend p q] ++ r). apply short_app; [|apply short_app].
    + intros q [<-|[]]. now exists (Z.of_nat n * c)%Z.
    + apply blocks_short. apply bounded_cons; [|exact B2]. each.
    + intros q [<-|[<-|[]]]; [exists 1%Z|exists (- e)%Z]; split; try reflexivity; lia.
Qed.
