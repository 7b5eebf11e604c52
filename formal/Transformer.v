(* The whole network of Theorem B.1 around two lookups: embed, look up a score, attend, look up
   the label, read out. What it gives at each token, and its sizes. *)
From Coq Require Import QArith ZArith NArith List Lia Bool.
From Memlib Require Import Network Sums Data Blocks LemmaB2 Reading Ids.
Import ListNotations.
Open Scope Q_scope.

(* E_in: the number of a token goes to row 0. *)
Fixpoint row0 (k : nat) (a : list Z) : matrix :=
  match a with [] => [] | w :: a => (0%nat, k, inject_Z w) :: row0 (S k) a end.
Definition embed (a : list Z) (off : Z) : layer :=
  Affine rows (length a) (row0 0 a) [(0%nat, inject_Z off)].
Definition start (u : Z) : nat -> Z := fun i => match i with O => u | _ => 0%Z end.
(* Attention: n c times the mean of row 1, so c times its sum, is added to row 0. *)
Definition attend (n c : Z) : layer := Uniform rows [(0%nat, 1%nat, inject_Z (n * c))].
Definition heard (c S : Z) (z : nat -> Z) : nat -> Z := fun i => match i with O => (z 0%nat + c *
  S)%Z | _ => z i end.
(* The score is cleared before the second lookup. *)
Definition clear : block :=
  [Unit [(1%nat, 1%Z)] 0 [(1%nat, (-1)%Z)]; Unit [(1%nat, (-1)%Z)] 0 [(1%nat, 1%Z)]].
(* E_out: the answer less e. *)
Definition readout (e : Z) : layer := Affine 1 rows [(0%nat, 1%nat, 1)] [(0%nat, inject_Z (- e))].

Lemma row0_sum v a : forall k x, (length x = length a)%nat ->
  (forall i, v (k + i)%nat == inject_Z (nth i x 0%Z)) ->
  tsum (of_matrix (row0 k a) 0) v == inject_Z (dot x a).
Proof.
  induction a as [|w a IH]; intros k [|c x] L H; try discriminate; [reflexivity|].
  unfold of_matrix. cbn [row0 filter fst snd Nat.eqb map tsum fold_right dot].
  change (snd (0%nat, k, inject_Z w)) with (inject_Z w).
  change (fst (0%nat, k, inject_Z w)) with (0%nat, k).
  fold (of_matrix (row0 (S k) a) 0) (tsum (of_matrix (row0 (S k) a) 0) v).
  rewrite (IH (S k) x).
  - pose proof (H 0%nat) as E. rewrite Nat.add_0_r in E. cbn in E |- *. rewrite E.
    rewrite inject_Z_plus, inject_Z_mult. ring.
  - cbn in L. lia.
  - intros i. replace (S k + i)%nat with (k + S i)%nat by lia. apply (H (S i)).
Qed.
Lemma row0_other a i : forall k, (0 < i)%nat -> of_matrix (row0 k a) i = [].
Proof.
  induction a as [|w a IH]; intros k I; [reflexivity|]. unfold of_matrix in *.
  cbn [row0 filter fst snd].
  destruct i; [lia|]. cbn [Nat.eqb]. now apply IH.
Qed.
Lemma row0_within a : forall k, within (k + length a) (row0 k a) = true.
Proof.
  induction a as [|w a IH]; intros k; [reflexivity|]. cbn [row0 within forallb length fst snd].
  apply andb_true_intro. split; [apply Nat.ltb_lt; lia|].
  replace (k + S (length a))%nat with (S k + length a)%nat by lia. apply IH.
Qed.
Lemma embed_sound a off s : (forall x, In x s -> length x = length a) ->
  Forall2 Holds (map (fun x => start (number a off x)) s) (step (embed a off) (map integers s)).
Proof.
  intros H. cbn [step embed]. rewrite map_map.
  induction s as [|x s IH]; cbn [map]; constructor; [|apply IH; intros; apply H; now right].
  specialize (H x (or_introl eq_refl)). intros i. rewrite times_terms by apply (row0_within a 0).
  destruct i as [|i].
  - rewrite (row0_sum _ a 0 x H) by reflexivity. unfold bias, number. cbn. rewrite inject_Z_plus.
    ring.
  - rewrite row0_other by lia. reflexivity.
Qed.

Lemma mean_sum j zs Z : Forall2 Holds zs Z ->
  fold_right (fun v t => v j + t) 0 Z == inject_Z (fold_right (fun z t => (z j + t)%Z) 0%Z zs).
Proof.
  induction 1 as [|z v zs Z H F IH]; [reflexivity|]. cbn [fold_right].
  rewrite IH, (H j), inject_Z_plus. reflexivity.
Qed.
Lemma attend_sound n c zs Z : length zs = n -> (0 < n)%nat -> Forall2 Holds zs Z ->
  Forall2 Holds (map (heard c (fold_right (fun z t => (z 1%nat + t)%Z) 0%Z zs)) zs)
    (step (attend (Z.of_nat n) c) Z).
Proof.
  intros L P H. pose proof (mean_sum 1 _ _ H) as M. pose proof (Forall2_len _ _ _ H) as E.
  set (S := fold_right _ _ zs) in *. cbn [step attend]. refine (Forall2_map _ _ _ _ _ _ _ H).
  intros z v V i. rewrite times_terms by reflexivity. destruct i as [|i].
  - unfold of_matrix. cbn [filter fst snd Nat.eqb map tsum fold_right heard]. unfold mean.
    rewrite M.
    cbn [fst snd]. rewrite <- E, L, (V 0%nat), inject_Z_plus, !inject_Z_mult. field.
    intros C. unfold Qeq, inject_Z in C. cbn [Qnum Qden] in C. lia.
  - unfold of_matrix. cbn. rewrite (V (Datatypes.S i)). ring.
Qed.
Lemma readout_sound e z v : Holds z v ->
  times rows [(0%nat, 1%nat, 1)] v 0%nat + bias [(0%nat,
    inject_Z (- e))] 0%nat == inject_Z (z 1%nat - e).
Proof.
  intros V. rewrite times_terms by reflexivity. cbn. rewrite (V 1%nat). unfold Z.sub.
  rewrite inject_Z_plus. ring.
Qed.

(* A lookup of a table of keys and values, as blocks. *)
Definition looks_up (bs : list block) (es : list (Z * Z)) : Prop :=
  forallb narrow bs = true /\
  forall x z, State x 0 0 0 0 z -> State x (found es x) 0 0 0 (run bs z).
Definition front (a : list Z) (off : Z) (bs : list block) : list layer :=
  embed a off :: map (layer_of rows) bs.
Definition back (bs : list block) (e : Z) : list layer :=
  map (layer_of rows) (clear :: bs) ++ [readout e].
Definition transformer a off bs1 n c bs2 e : list layer :=
  front a off bs1 ++ attend (Z.of_nat n) c :: back bs2 e.

Lemma narrow_fits bs : forallb narrow bs = true -> forallb (fits rows) bs = true.
Proof.
  rewrite !forallb_forall. intros H us I. specialize (H us I). unfold narrow in H.
  now apply andb_prop in H.
Qed.
(* What each token gives: the label that stands in the second table at
   number + c * sum of scores. *)
Theorem transformer_sound a off bs1 es1 n c bs2 es2 e s :
  looks_up bs1 es1 -> looks_up bs2 es2 -> length s = n -> (0 < n)%nat ->
  (forall x, In x s -> length x = length a) ->
  let u := number a off in let S := total (fun x => found es1 (u x)) s in
  Forall2 Qeq (outputs SeqToSeq (transformer a off bs1 n c bs2 e) (map integers s))
    (map (fun x => inject_Z (found es2 (u x + c * S) - e)) s).
Proof.
  intros [N1 L1] [N2 L2] Ls P D u S. unfold outputs, transformer, front, back.
  pose proof (embed_sound a off s D) as H.
  apply (run_sound rows bs1 (narrow_fits _ N1)) in H. rewrite map_map in H.
  apply (attend_sound n c) in H; [|now rewrite map_length|exact P]. rewrite map_map in H.
  replace (fold_right _ _ _) with S in H.
  2: { unfold S, total. clear -L1. induction s as [|x s IH]; [reflexivity|]. cbn [map fold_right].
    rewrite IH.
       destruct (L1 (u x) (start (u x))) as (_ & E & _); [repeat split|]. unfold u in E.
       now rewrite E. }
  assert (F : forallb (fits rows) (clear :: bs2) = true) by (cbn [forallb];
    now rewrite (narrow_fits _ N2)).
  apply (run_sound rows (clear :: bs2) F) in H. rewrite map_map in H.
  change ((embed a off :: ?p) ++ ?q) with ([embed a off] ++ p ++ q).
  change (attend ?p ?q :: ?r) with ([attend p q] ++ r). rewrite !eval_app.
  change (eval [embed a off] ?Z) with (step (embed a off) Z).
  change (eval [attend ?p ?q] ?Z) with (step (attend p q) Z).
  set (Z := eval (map (layer_of rows) (clear :: bs2)) _) in *. clearbody Z.
  cbn [eval fold_left step readout]. rewrite map_map.
  clearbody S. subst u. set (u := number a off) in *. clearbody u. clear -H L1 L2. revert Z H.
  induction s as [|x s IH]; intros Z H.
  { inversion H. constructor. }
  inversion H as [|? v ? Z' V H']; subst. cbn [map]. constructor; [|now apply IH].
  rewrite (readout_sound e _ v V).
  assert (E : run (clear :: bs2) (heard c S (run bs1 (start (u x)))) 1%nat = found es2 (u x + c *
    S)).
  { cbn [run fold_left]. change (fold_left _ ?p ?q) with (run p q). apply L2.
    assert (A : State (u x) 0 0 0 0 (start (u x))) by (repeat split).
    apply L1 in A. destruct A as (X & Y & W & Q & R). unfold State, clear. steps. unfold heard.
    rewrite X, Y, W, Q, R. set (f := found es1 (u x)). repeat split; lia. }
  change (run bs2 (act clear ?z)) with (run (clear :: bs2) z). now rewrite E.
Qed.
