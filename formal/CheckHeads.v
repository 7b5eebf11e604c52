(* The checker's hard attention: scores over one denominator, the columns with the greatest one,
   and what the heads give. *)
From Coq Require Import QArith Qminmax Qfield ZArith NArith List Bool Lia.
From Memlib Require Import Network Sums Check CheckRows.
Import ListNotations.
Open Scope Q_scope.
Global Arguments rows : simpl never.
Global Arguments share : simpl never.

Lemma product_sound D z v o W b r E : Rep D z v -> within (length D) W = true ->
  rows D (product o W b) = Some (r, E) ->
  Rep E (map (idot z) r) (fun i => times (length D) W v i + bias b i).
Proof.
  intros R I K. apply (rows_seq _ _ _ _ _ _ _ _ R K). intros i _. cbn [fst snd].
  now rewrite times_terms.
Qed.
Lemma product_length D o W b r E : rows D (product o W b) = Some (r, E) -> length E = o.
Proof. intros K. rewrite (rows_length _ _ _ _ K). unfold product.
now rewrite map_length, seq_length. Qed.
Lemma Rep_ext D z v u : (forall j, v j == u j) -> Rep D z v -> Rep D z u.
Proof. intros H [L R]. split; [exact L|]. intros j J. now rewrite (R j J), H. Qed.

(* Scores. *)
Lemma isum_sound s f g L : (forall i, (i < s)%nat -> inject_Z (f i) == g i * L) ->
  inject_Z (isum s f) == Sum s g * L.
Proof.
  induction s as [|s IH]; intros H; cbn [isum Sum]; [ring|]. rewrite inject_Z_plus, IH, H by auto.
  ring.
Qed.
Lemma filter_related {A B} (P : A -> B -> Prop) f g X V : Forall2 P X V ->
  (forall x v, In x X -> In v V -> P x v -> f x = g v) -> Forall2 P (filter f X) (filter g V).
Proof.
  induction 1 as [|x v X V R H IH]; intros E; cbn [filter]; [constructor|].
  rewrite (E x v (or_introl eq_refl) (or_introl eq_refl) R).
  assert (T : Forall2 P (filter f X) (filter g V)) by (apply IH; intros; apply E; auto; now right).
  destruct (g v); [now constructor|exact T].
Qed.
Lemma all_related {A B} (P : A -> B -> Prop) f g X V : Forall2 P X V ->
  (forall x v, In x X -> In v V -> P x v -> f x = g v) -> forallb f X = forallb g V.
Proof.
  induction 1 as [|x v X V R H IH]; intros E; cbn [forallb]; [reflexivity|].
  rewrite (E x v (or_introl eq_refl) (or_introl eq_refl) R). f_equal. apply IH.
  intros; apply E; auto; now right.
Qed.
Lemma forallb_map {A B} (f : A -> B) p l : forallb p (map f l) = forallb (fun x => p (f x)) l.
Proof. induction l as [|a l IH]; cbn; [reflexivity|]. now rewrite IH. Qed.
Lemma greatest {A} (f : A -> Z) l : l <> [] -> exists x, In x l /\ forall y, In y l ->
  (f y <= f x)%Z.
Proof.
  induction l as [|a l IH]; [easy|]. intros _. destruct l as [|b l].
  - exists a. split; [now left|]. intros y [->|[]]. lia.
  - destruct IH as (x & X & M); [discriminate|]. destruct (Z_le_gt_dec (f a) (f x)).
    + exists x. split; [now right|]. intros y [->|Y]; auto.
    + exists a. split; [now left|]. intros y [->|Y]; [lia|]. specialize (M y Y). lia.
Qed.

Definition divides (hard : bool) (n : positive) {A} (X : list A) : Prop :=
  X <> [] /\ (Zpos n mod Z.of_nat (length X) = 0)%Z /\
  (hard = true -> forall k, (1 <= k <= length X)%nat -> (Zpos n mod Z.of_nat k = 0)%Z).

(* One head: its score, its columns, its gift. *)
Lemma head_sound n D h i G : compile_head n D (length D) h = Some (i, G) ->
  length G = h_rows h /\ within (h_rows h) (output h) = true /\
  forall X V z u, divides true n X -> Forall2 (Rep D) X V -> Rep D z u ->
    Rep G (map (idot (share n (ibest i X z))) (ivalue i))
      (times (length D) (value h) (mean (best (length D) h V u))).
Proof.
  unfold compile_head. set (m := length D). set (s := h_rows h).
  destruct (rows D (product s (key h) [])) as [[k E]|] eqn:K; [|discriminate].
  destruct (rows D (product s (query h) [])) as [[q F]|] eqn:Q; [|discriminate].
  destruct (rows (map (Pos.mul n) D) (product s (value h) [])) as [[v G']|] eqn:W; [|discriminate].
  set (L := common (products E F)). set (c := map _ (products E F)).
  destruct (_ && _ && _ && _ && _) eqn:B; [|discriminate]. intros [= <- <-].
  apply andb_prop in B as [B Cc]. apply andb_prop in B as [B Io]. apply andb_prop in B as [B Iv].
  apply andb_prop in B as [Ik Iq]. split; [exact (product_length _ _ _ _ _ _ W)|].
  split; [exact Io|].
  intros X V z u (NX & _ & Div) H R. specialize (Div eq_refl).
  assert (Lk : length k = s).
  { destruct (product_sound D z u s _ _ _ _ R Ik K) as [A _]. rewrite map_length in A.
    rewrite A. exact (product_length _ _ _ _ _ _ K). }
  assert (Sc : forall x w, Rep D x w -> inject_Z (iscore (IHead k q c v) (map (idot z) q) x)
      == score m h w u * inject_Z (Zpos L)).
  { intros x w Rx. unfold iscore, score. cbn [ikey counts]. rewrite Lk. fold s.
    apply isum_sound. intros j J. rewrite forallb_forall in Cc.
    specialize (Cc j (proj2 (in_seq _ _ _) (conj (Nat.le_0_l j) J))). apply Z.eqb_eq in Cc.
    destruct (product_sound D x w s _ _ _ _ Rx Ik K) as [_ A].
    destruct (product_sound D z u s _ _ _ _ R Iq Q) as [_ A'].
    rewrite (product_length _ _ _ _ _ _ K) in A. rewrite (product_length _ _ _ _ _ _ Q) in A'.
    specialize (A j J). specialize (A' j J). rewrite !inject_Z_mult, A, A'. fold m.
    rewrite <- Cc, inject_Z_mult, Pos2Z.inj_mul, inject_Z_mult. cbn [bias fold_right].
    change (Z.pos (nth j E 1%positive) # 1) with (inject_Z (Z.pos (nth j E 1%positive))).
    change (Z.pos (nth j F 1%positive) # 1) with (inject_Z (Z.pos (nth j F 1%positive))). ring. }
  assert (Le : forall x w y t, Rep D x w -> Rep D y t ->
    (iscore (IHead k q c v) (map (idot z) q) x <=? iscore (IHead k q c v) (map (idot z) q) y)%Z
      = Qle_bool (score m h w u) (score m h t u)).
  { intros x w y t Rx Ry. apply Bool.eq_true_iff_eq. rewrite Z.leb_le, Qle_bool_iff.
    rewrite <- (Qmult_le_r _ _ (inject_Z (Zpos L))) by reflexivity.
    rewrite <- (Sc x w Rx), <- (Sc y t Ry).
    unfold Qle, inject_Z. cbn. lia. }
  assert (Best : Forall2 (Rep D) (ibest (IHead k q c v) X z) (best m h V u)).
  { unfold ibest, best. cbn [iquery]. apply filter_related; [exact H|]. intros x w _ _ Rx.
    rewrite forallb_map. apply (all_related (Rep D)); [exact H|]. intros y t _ _ Ry. now apply Le. }
  assert (NB : ibest (IHead k q c v) X z <> []).
  { destruct (greatest (iscore (IHead k q c v) (map (idot z) q)) X NX) as (x & Ix & Mx).
    unfold ibest.
    cbn [iquery]. intros Z0. assert (A : In x []); [|exact A]. rewrite <- Z0. apply filter_In.
    split; [exact Ix|]. rewrite forallb_map. apply forallb_forall. intros y Y. apply Z.leb_le.
    auto. }
  assert (LB : (length (ibest (IHead k q c v) X z) <= length X)%nat).
  { unfold ibest. generalize (fun x => forallb (fun t => (t <=? iscore (IHead k q c v)
      (map (idot z) (iquery (IHead k q c v))) x)%Z) (map (iscore (IHead k q c v)
      (map (idot z) (iquery (IHead k q c v)))) X)). intros f. clear.
      induction X as [|x X IH]; cbn; [lia|].
    destruct (f x); cbn; lia. }
  assert (Mean := Rep_share n D _ _ Best NB (Div _ (conj (proj1 (Nat.neq_0_lt_0 _)
    (fun E0 => NB (proj1 (length_zero_iff_nil _) E0))) LB))).
  apply (Rep_ext _ _ (fun j => times (length (map (Pos.mul n) D)) (value h) (mean (best m h V u)) j
    + bias [] j)).
  - intros j. rewrite map_length. fold m. cbn. ring.
  - apply (product_sound _ _ _ s _ _ _ _ Mean); [now rewrite map_length|exact W].
Qed.

(* The gifts of all heads, one below the other, and what their outputs make of them. *)
Fixpoint gift (m : nat) (hs : list head) (V : list vec) (u : vec) : vec :=
  match hs with
  | [] => fun _ => 0
  | h :: hs => join (h_rows h) (times m (value h) (mean (best m h V u))) (gift m hs V u)
  end.
Lemma tsum_left s ts v u : forallb (fun t => fst t <? s)%nat ts = true ->
  tsum ts (join s v u) == tsum ts v.
Proof.
  induction ts as [|[j w] ts IH]; [reflexivity|]. cbn [forallb tsum fold_right fst snd]. intros H.
  apply andb_prop in H as [A H]. fold (tsum ts (join s v u)) (tsum ts v). rewrite (IH H).
  unfold join.
  now rewrite A.
Qed.
Lemma tsum_append a b v : tsum (a ++ b) v == tsum a v + tsum b v.
Proof. induction a as [|t a IH]; simpl; [ring|]. rewrite IH. ring. Qed.
Lemma of_matrix_within s W i : within s W = true -> forallb (fun t => fst t <? s)%nat (of_matrix W
  i) = true.
Proof.
  unfold within, of_matrix. intros H. rewrite forallb_map. apply forallb_forall. intros t T.
  apply filter_In in T as [T _]. rewrite forallb_forall in H. exact (H t T).
Qed.
Lemma heads_sound n D hs : forall is E, compile_heads n D (length D) hs = Some (is, E) ->
  forall X V z u, divides true n X -> Forall2 (Rep D) X V -> Rep D z u ->
    Rep E (gifts n is X z) (gift (length D) hs V u) /\
    forall i, tsum (out_terms hs i) (gift (length D) hs V u)
      == fold_right (fun h t => hears (length D) h V u i + t) 0 hs.
Proof.
  induction hs as [|h hs IH]; intros is E C X V z u Dv H R; cbn [compile_heads] in C.
  - injection C as <- <-. split; [split; [reflexivity|cbn; lia]|reflexivity].
  - destruct (compile_head n D (length D) h) as [[i G]|] eqn:Ch; [|discriminate].
    destruct (compile_heads n D (length D) hs) as [[is' E']|] eqn:Cs; [|discriminate].
    injection C as <- <-. destruct (head_sound n D h i G Ch) as (LG & Wo & Hd).
    destruct (IH is' E' eq_refl X V z u Dv H R) as [IR IT]. split.
    + cbn [gifts flat_map gift]. fold (gifts n is' X z). rewrite <- LG.
      apply Rep_join; [now apply Hd|exact IR].
    + intros k. cbn [out_terms gift fold_right]. rewrite tsum_append, tsum_below, IT.
      rewrite tsum_left by now apply of_matrix_within. apply Qplus_comp; [|reflexivity].
      unfold hears. now rewrite times_terms.
Qed.
