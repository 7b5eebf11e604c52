(* The lookup with about sqrt (N b) numbers: the bucket's word is found (Lemma G.3), then read
   and matched (Lemma G.6). Together they are Lemma C.1 for integers: N keys get their values,
   every other integer gets 0. *)
From Coq Require Import ZArith List Lia Bool Sorted Permutation Arith.
From Memlib Require Import Network Sums Blocks Reading.
Import ListNotations.
Open Scope Z_scope.

(* A step at t: from x = t on, D is added to the word. Six numbers. *)
Definition step_at (t D : Z) : block :=
  [Unit [(0%nat, 1)] (1 - t) [(2%nat, D)]; Unit [(0%nat, 1)] (- t) [(2%nat, - D)]].
Lemma step_at_sound t D x y w q v z : State x y w q v z ->
  State x y (w + if t <=? x then D else 0) q v (act (step_at t D) z).
Proof.
  intros (X & Y & A & Q & V). unfold State, step_at. steps. rewrite A, X, Y, Q, V.
  destruct (Z.leb_spec t x); [rewrite !Z.max_r by lia | rewrite !Z.max_l by lia]; repeat split;
    ring.
Qed.

Section Buckets.
Variables kb vb k : nat.
Notation entries := (list (Z * Z)).
(* A bucket is filled up to k entries with the key 0 and the value 0, which change no answer. *)
Definition pad (c : entries) : entries := c ++ repeat (0, 0) (k - length c).
Definition first_key (c : entries) : Z := fst (hd (0, 0) c).
(* From the first key of each bucket on, its word takes the place of the one before. *)
Fixpoint find_bucket (w : Z) (CS : list entries) : list block :=
  match CS with
  | [] => []
  | c :: CS => step_at (first_key c) (word kb vb (pad c) - w) :: find_bucket (word kb vb (pad c)) CS
  end.
(* The last bucket whose first key is at most x. *)
Fixpoint bucket (c0 : entries) (CS : list entries) (x : Z) : entries :=
  match CS with [] => c0 | c :: CS => if first_key c <=? x then bucket c CS x else c0 end.

Definition lower (e f : Z * Z) : Prop := fst e < fst f.
Definition good (c : entries) : Prop := c <> [] /\ (length c <= k)%nat.
Lemma first_key_least c es : c <> [] -> StronglySorted lower (c ++ es) ->
  forall e, In e (c ++ es) -> first_key c <= fst e.
Proof.
  destruct c as [|a c]; [easy|]. intros _ S e I. unfold first_key. cbn [hd app] in *.
  inversion S as [|? ? ? F]; subst.
  destruct I as [->|I]; [lia|]. rewrite Forall_forall in F. specialize (F e I). unfold lower in F.
  lia.
Qed.
Lemma sorted_app_r (a b : entries) : StronglySorted lower (a ++ b) -> StronglySorted lower b.
Proof. induction a; [easy|]. intros S. inversion S; auto. Qed.
Lemma sorted_apart (a b : entries) : StronglySorted lower (a ++ b) ->
  forall e f, In e a -> In f b -> fst e < fst f.
Proof.
  induction a as [|c a IH]; intros S e f E F; [easy|]. inversion S as [|? ? T G]; subst.
  destruct E as [->|E]; [|now apply IH]. rewrite Forall_forall in G. apply G. apply in_or_app.
  now right.
Qed.

(* Before the first key nothing happens any more. *)
Lemma find_none CS : Forall good CS -> forall x y w w0 q v z,
  (forall e, In e (concat CS) -> x < fst e) ->
  State x y w q v z -> State x y w q v (run (find_bucket w0 CS) z).
Proof.
  induction 1 as [|c CS [N L] F IH]; intros x y w w0 q v z H S; [exact S|].
  cbn [find_bucket run fold_left]. change (fold_left _ ?a ?b) with (run a b).
  apply IH; [intros e E; apply H; cbn; apply in_or_app; now right|].
  apply (step_at_sound (first_key c) (word kb vb (pad c) - w0)) in S.
  assert (K : x < first_key c).
  { destruct c as [|a c]; [easy|]. apply (H a). now left. }
  destruct (Z.leb_spec (first_key c) x) as [|_]; [lia|]. now rewrite Z.add_0_r in S.
Qed.
(* Lemma G.3: the word of the bucket of x. *)
Theorem lemma_G3 CS : Forall good CS -> StronglySorted lower (concat CS) ->
  forall c0 x y q v z, State x y (word kb vb (pad c0)) q v z ->
  State x y (word kb vb (pad (bucket c0 CS x))) q v (run (find_bucket (word kb vb (pad c0)) CS) z).
Proof.
  induction 1 as [|c CS [N L] F IH]; intros T c0 x y q v z S; [exact S|].
  cbn [find_bucket run fold_left bucket]. change (fold_left _ ?a ?b) with (run a b).
  apply (step_at_sound (first_key c) (word kb vb (pad c) - word kb vb (pad c0))) in S.
  destruct (Z.leb_spec (first_key c) x).
  - apply IH; [exact (sorted_app_r _ _ T)|].
    now replace (word kb vb (pad c0) + _) with (word kb vb (pad c)) in S by ring.
  - apply find_none; [exact F| |now rewrite Z.add_0_r in S].
    intros e E. pose proof (first_key_least c (concat CS) N T e (in_or_app _ _ _ (or_intror E))).
    lia.
Qed.
(* And that bucket holds what all of them hold at x. *)
Lemma bucket_holds CS : Forall good CS -> forall c0 x, StronglySorted lower (c0 ++ concat CS) ->
  found (bucket c0 CS x) x = found (c0 ++ concat CS) x.
Proof.
  induction 1 as [|c CS [N L] F IH]; intros c0 x T; cbn [bucket concat].
  - now rewrite app_nil_r.
  - pose proof (sorted_app_r _ _ T) as T'. rewrite (found_app c0).
    destruct (Z.leb_spec (first_key c) x).
    + rewrite IH by exact T'. rewrite (found_none c0); [reflexivity|].
      intros I. apply in_map_iff in I as (e & E & I). destruct c as [|a c]; [easy|].
      pose proof (sorted_apart _ _ T e a I (or_introl eq_refl)). unfold first_key in H.
      cbn [hd] in H. lia.
    + rewrite (found_none (c ++ concat CS)); [lia|].
      intros I. apply in_map_iff in I as (e & E & I). pose proof (first_key_least _ _ N T' e I).
      lia.
Qed.
End Buckets.

Lemma found_pad k c x : found (pad k c) x = found c x.
Proof.
  unfold pad. rewrite found_app. induction (k - length c)%nat as [|i IH]; cbn; [lia|].
  unfold found in IH at 2. destruct (x =? 0); cbn in *; lia.
Qed.
Lemma pad_length k c : (length c <= k)%nat -> length (pad k c) = k.
Proof. intros. unfold pad. rewrite app_length, repeat_length. lia. Qed.
Lemma pad_fits kb vb k c : Forall (fits_entry kb vb) c -> Forall (fits_entry kb vb) (pad k c).
Proof.
  intros F. apply Forall_app. split; [exact F|]. apply Forall_forall. intros e E.
  apply repeat_spec in E. subst e. pose proof (pow_pos kb). pose proof (pow_pos vb).
  unfold fits_entry. cbn. lia.
Qed.

(* Every list of entries can be sorted, and cut into m buckets of at most k. *)
Lemma insert_sorted e es : StronglySorted lower es -> ~ In (fst e) (map fst es) ->
  exists es', Permutation (e :: es) es' /\ StronglySorted lower es'.
Proof.
  induction 1 as [|a es S IH F]; intros N; [exists [e]; repeat constructor|]. cbn in N.
  destruct (Z_lt_le_dec (fst e) (fst a)) as [L|L].
  - exists (e :: a :: es). split; [reflexivity|]. constructor; [now constructor|].
    constructor; [exact L|].
    revert F. apply Forall_impl. unfold lower. lia.
  - destruct IH as (es' & P & S'); [tauto|]. exists (a :: es'). split.
    + rewrite perm_swap. now constructor.
    + constructor; [exact S'|]. apply (Permutation_Forall P). constructor; [|exact F].
      unfold lower. lia.
Qed.
Lemma sort es : NoDup (map fst es) -> exists es', Permutation es es' /\ StronglySorted lower es'.
Proof.
  induction es as [|e es IH]; intros N; [exists []; split; constructor|].
  inversion N as [|? ? A B]; subst.
  destruct (IH B) as (es1 & P & S). destruct (insert_sorted e es1 S) as (es2 & Q & T).
  - intros I. apply A. now apply (Permutation_in _ (Permutation_map fst (Permutation_sym P))).
  - exists es2. split; [|exact T]. now rewrite P.
Qed.
Lemma found_permutation es es' x : Permutation es es' -> found es x = found es' x.
Proof. induction 1; cbn in *; unfold found in *; lia. Qed.
Lemma cut k (es : list (Z * Z)) m : (length es <= m * k)%nat -> exists CS, concat CS = es /\
  (length CS <= m)%nat /\ Forall (good k) CS.
Proof.
  revert es. induction m as [|m IH]; intros es L.
  - exists []. destruct es; [|cbn in L; lia]. repeat split; constructor.
  - destruct es as [|e es]; [exists []; repeat split; cbn; [lia|constructor]|].
    destruct (IH (skipn k (e :: es))) as (CS & C & M & F); [rewrite skipn_length; lia|].
    destruct k as [|k]; [cbn in L; lia|]. exists (firstn (S k) (e :: es) :: CS). repeat split.
    + cbn [concat]. rewrite C. apply firstn_skipn.
    + cbn [length]. lia.
    + constructor; [|exact F]. split; [discriminate|]. apply firstn_le_length.
Qed.
