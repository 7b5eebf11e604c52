(* The checker's arithmetic: integers over denominators hold rational columns. *)
From Coq Require Import QArith Qminmax Qfield ZArith NArith List Bool Lia.
From Memlib Require Import Sealed Network Sums Check.
Import ListNotations.
Open Scope Q_scope.
Global Arguments Qred : simpl never.
Global Arguments Pos.eqb : simpl never.
Global Arguments Qmult : simpl never.
Global Arguments Qplus : simpl never.
Global Arguments Nat.ltb : simpl never.
Global Arguments Pos.mul : simpl never.

(* Integers z over the denominators D hold the column v. *)
Definition Rep (D : list positive) (z : list Z) (v : vec) : Prop :=
  length z = length D /\
  forall j, (j < length D)%nat -> inject_Z (nth j z 0%Z) == v j * (Zpos (nth j D 1%positive) # 1).
Definition join (m : nat) (v u : vec) : vec := fun j => if (j <? m)%nat then v j else u (j - m)%nat.

Lemma tsum_below m ts v u : tsum (below m ts) (join m v u) == tsum ts u.
Proof.
  induction ts as [|[j w] ts IH]; simpl; [reflexivity|]. rewrite IH. unfold join.
  destruct (Nat.ltb_spec (m + j) m); [lia|]. replace (m + j - m)%nat with j by lia. reflexivity.
Qed.

(* one row, and all rows *)
Lemma frac a : Qden a = 1%positive -> inject_Z (Qnum a) == a.
Proof. destruct a as [n d]. simpl. intros ->. reflexivity. Qed.
Lemma idot_terms D d z v ts c b : Rep D z v ->
  forallb (fun t => (fst t <? length D)%nat && (Qden (snd t) =? 1)%positive) (map (coef d D) ts) =
    true ->
  c = map (fun t => (fst t, Qnum (snd t))) (map (coef d D) ts) ->
  inject_Z (idot z (c, b)) == tsum ts v * (Zpos d # 1) + inject_Z b.
Proof.
  intros [_ R] H ->. unfold idot. simpl. induction ts as [|[j w] ts IH]; simpl in *; [ring|].
  apply andb_prop in H as [A H]. apply andb_prop in A as [L A].
  apply Nat.ltb_lt in L. apply Pos.eqb_eq in A.
  rewrite inject_Z_plus, inject_Z_mult, (IH H), (R j L), (frac _ A), Qred_correct.
  assert (E : (Zpos d # nth j D 1%positive) * (Zpos (nth j D 1%positive) # 1) == Zpos d # 1)
    by (unfold Qeq; simpl; lia).
  rewrite <- E. ring.
Qed.
Lemma row_sound D ts b r d z v : Rep D z v -> row D (ts, b) = Some (r, d) ->
  inject_Z (idot z r) == (tsum ts v + b) * (Zpos d # 1).
Proof.
  intros R. unfold row. simpl fst; simpl snd. set (e := denom D ts b).
  destruct (forallb _ _) eqn:H; [|discriminate]. destruct (Qden _ =? 1)%positive eqn:B;
    [|discriminate].
  intros E. injection E as <- <-. apply Pos.eqb_eq in B.
  rewrite (idot_terms D e z v ts _ _ R H eq_refl), (frac _ B), Qred_correct. ring.
Qed.
Lemma rows_sound D z v : Rep D z v -> forall l rs E u, rows D l = Some (rs, E) ->
  (forall i x, nth_error l i = Some x -> u i == tsum (fst x) v + snd x) ->
    Rep E (map (idot z) rs) u.
Proof.
  intros R. induction l as [|[ts b] l IH]; intros rs E u; simpl.
  - intros [= <- <-] _. split; [reflexivity|simpl; lia].
  - destruct (row D (ts, b)) as [[a d]|] eqn:A; [|discriminate].
    destruct (rows D l) as [[x y]|]; [|discriminate]. intros [= <- <-] H.
    destruct (IH x y (fun i => u (S i)) eq_refl (fun i => H (S i))) as [L K].
    split; simpl; [now rewrite L|]. intros [|j] J.
    + rewrite (row_sound _ _ _ _ _ _ _ R A), (H 0%nat _ eq_refl). reflexivity.
    + apply K. lia.
Qed.
Lemma rows_length D l : forall r E, rows D l = Some (r, E) -> length E = length l.
Proof.
  induction l as [|x l IH]; intros r E; simpl; [now intros [= <- <-]|].
  destruct (row D x) as [[a d]|]; [|discriminate]. destruct (rows D l) as [[y z]|]; [|discriminate].
  intros [= <- <-]. simpl. now rewrite (IH y z).
Qed.
Lemma rows_seq D z v o f rs E u : Rep D z v -> rows D (map f (seq 0 o)) = Some (rs, E) ->
  (forall i, (i < o)%nat -> u i == tsum (fst (f i)) v + snd (f i)) -> Rep E (map (idot z) rs) u.
Proof.
  intros R H K. apply (rows_sound _ _ _ R _ _ _ _ H). intros i x N.
  assert (L : (i < o)%nat) by (rewrite <- (seq_length o 0), <- (map_length f);
    apply nth_error_Some; congruence).
  apply (nth_error_nth _ _ (f 0%nat)) in N. rewrite map_nth, seq_nth in N by exact L. subst x.
  now apply K.
Qed.

(* ReLU, threshold, two columns one below the other, sums. *)
Lemma Rep_relu D z v : Rep D z v -> Rep D (irelu z) (relu v).
Proof.
  intros [L R]. split; [unfold irelu; now rewrite map_length|]. intros j J. specialize (R j J).
  unfold irelu, relu. assert (M : nth j (map (Z.max 0) z) 0%Z = Z.max 0 (nth j z 0%Z)) by exact
    (map_nth (Z.max 0) z 0%Z j).
  rewrite M.
  set (a := nth j z 0%Z) in *. set (d := nth j D 1%positive) in *.
  destruct (Qlt_le_dec 0 (v j)) as [P|P].
  - rewrite Q.max_r by now apply Qlt_le_weak. rewrite <- R.
    assert (0 < inject_Z a) as A by (rewrite R; apply Qmult_lt_0_compat; [exact P|reflexivity]).
    unfold Qlt in A. simpl in A. rewrite Z.max_r by lia. reflexivity.
  - rewrite Q.max_l by exact P.
    assert (inject_Z a <= 0) as A.
    { rewrite R. setoid_replace 0 with (0 * (Zpos d # 1)) by ring.
      apply Qmult_le_compat_r; [exact P|discriminate]. }
    unfold Qle in A. simpl in A. rewrite Z.max_l by lia. ring.
Qed.
Lemma Rep_join D E z y v u : Rep D z v -> Rep E y u -> Rep (D ++ E) (z ++ y) (join (length D) v u).
Proof.
  intros [L R] [M S]. split; [rewrite !app_length; lia|]. rewrite app_length. intros j J.
  unfold join.
  destruct (Nat.ltb_spec j (length D)) as [A|A].
  - rewrite !app_nth1 by lia. now apply R.
  - rewrite !app_nth2 by lia. rewrite L. apply S. lia.
Qed.
Lemma add_nth a : forall b j, length a = length b -> nth j (add a b) 0%Z = (nth j a 0 + nth j b
  0)%Z.
Proof. induction a; intros [|y b] [|j] H; simpl in *; try lia. apply IHa. lia. Qed.
Lemma add_length a : forall b, length a = length b -> length (add a b) = length a.
Proof. induction a; intros [|y b] H; simpl in *; try lia. rewrite IHa; lia. Qed.
Lemma total_length w X : Forall (fun z => length z = w) X -> length (total w X) = w.
Proof.
  induction 1 as [|z X H _ IH]; simpl; [apply repeat_length|]. unfold total in *.
  rewrite add_length; lia.
Qed.
Lemma Rep_total D X V j : Forall2 (Rep D) X V -> (j < length D)%nat ->
  inject_Z (nth j (total (length D) X) 0%Z) ==
  fold_right (fun v t => v j + t) 0 V * (Zpos (nth j D 1%positive) # 1).
Proof.
  intros H J. induction H as [|z v X V R H IH]; simpl.
  - assert (E : nth j (repeat 0%Z (length D)) 0%Z = 0%Z) by apply nth_repeat. rewrite E. ring.
  - assert (A : Forall (fun z => length z = length D) X) by (clear -H;
      induction H as [|? ? ? ? [? _]]; auto).
    destruct R as [L R]. pose proof (total_length _ _ A) as T.
    change (fold_right add _ X) with (total (length D) X).
    rewrite add_nth, inject_Z_plus, IH, (R j J) by congruence. ring.
Qed.
Lemma Rep_threshold D z v : Rep D z v -> Rep (map (fun _ => 1%positive) D) (ithreshold z)
  (threshold v).
Proof.
  intros [L R]. unfold ithreshold. split; [now rewrite !map_length|]. rewrite map_length.
  intros j J.
  specialize (R j J). set (f := fun a => if (0 <=? a)%Z then 1%Z else 0%Z).
  rewrite (nth_indep _ 0%Z (f 0%Z)) by (rewrite map_length; lia).
  assert (One : nth j (map (fun _ : positive => 1%positive) D) 1%positive = 1%positive)
    by exact (map_nth (fun _ : positive => 1%positive) D 1%positive j).
  rewrite (map_nth f), One. unfold f, threshold.
  set (a := nth j z 0%Z) in *. set (d := nth j D 1%positive) in *.
  assert (E : (0 <=? a)%Z = Qle_bool 0 (v j)).
  { apply Bool.eq_true_iff_eq. rewrite Z.leb_le, Qle_bool_iff.
    assert (Q : 0 <= inject_Z a <-> 0 <= v j).
    { rewrite R. setoid_replace 0 with (0 * (Zpos d # 1)) at 1 by ring. apply Qmult_le_r.
      reflexivity. }
    rewrite <- Q. unfold Qle, inject_Z. cbn. lia. }
  rewrite E. destruct (Qle_bool 0 (v j)); reflexivity.
Qed.
Lemma Rep_share n D X V : Forall2 (Rep D) X V -> X <> [] ->
  (Zpos n mod Z.of_nat (length X) = 0)%Z ->
  Rep (map (Pos.mul n) D) (share n X) (mean V).
Proof.
  intros H NX Div. assert (HD : length (hd [] X) = length D).
  { destruct H as [|? ? ? ? [K _]]; [easy|]. simpl in *; lia. }
  assert (A : Forall (fun z => length z = length D) X) by (clear -H;
    induction H as [|? ? ? ? [? _]]; auto).
  assert (LX : (0 < Z.of_nat (length X))%Z) by (destruct X; [easy|simpl; lia]).
  unfold share. rewrite HD. set (f := (Zpos n / Z.of_nat (length X))%Z).
  assert (F : (Zpos n = Z.of_nat (length X) * f)%Z) by (apply Z_div_exact_full_2; [lia|exact Div]).
  split; [rewrite !map_length; now apply total_length|].
  rewrite map_length. intros j J.
  rewrite (nth_indep _ 0%Z (f * 0)%Z) by (rewrite map_length, total_length; assumption).
  rewrite (map_nth (Z.mul f)), inject_Z_mult, (Rep_total D X V j H J). unfold mean.
  rewrite (nth_indep (map (Pos.mul n) D) 1%positive (n * 1)%positive) by now rewrite map_length.
  rewrite (map_nth (Pos.mul n)), <- (Forall2_len _ _ _ H).
  setoid_replace (Z.pos (n * nth j D 1%positive) # 1) with (inject_Z (Zpos n) * (Zpos (nth j D
    1%positive) # 1)) by reflexivity.
  rewrite F, inject_Z_mult. field. intros C. unfold Qeq, inject_Z in C. cbn [Qnum Qden] in C. lia.
Qed.
