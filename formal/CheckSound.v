(* Whoever passes the checker memorizes. *)
From Coq Require Import QArith Qminmax Qfield ZArith NArith List Bool Lia.
From Memlib Require Import Network Sums Check CheckRows CheckHeads.
Import ListNotations.
Open Scope Q_scope.

(* Layers. *)
Lemma added_sound D E z y v u W b r F : Rep D z v -> Rep E y u -> within (length E) W = true ->
  rows (D ++ E) (added (length D) W b) = Some (r, F) ->
  Rep F (map (idot (z ++ y)) r) (fun i => v i + times (length E) W u i + bias b i).
Proof.
  intros R S I K. apply (rows_seq _ _ _ _ _ _ _ _ (Rep_join _ _ _ _ _ _ R S) K). intros i J. simpl.
  rewrite tsum_below, times_terms by exact I. unfold join at 1.
  destruct (Nat.ltb_spec i (length D)); [ring|lia].
Qed.
Lemma compile1_sound n D l c E X V : compile1 n D l = Some (c, E) -> divides (is_hard l) n X ->
  Forall2 (Rep D) X V -> Forall2 (Rep E) (istep n c X) (step l V).
Proof.
  destruct l as [o m W b| | |m q W1 b1 W2 b2|m W|m hs]; simpl; intros H Dv F;
    pose proof Dv as (NX & Div & _).
  - destruct (Nat.eqb_spec m (length D)) as [->|]; [|discriminate]. simpl in H.
    destruct (within _ W) eqn:I; [|discriminate].
    destruct (rows _ _) as [[r e]|] eqn:K; [|discriminate]. injection H as <- <-.
    refine (Forall2_map _ _ _ _ _ _ _ F). intros z v R. exact (product_sound _ _ _ _ _ _ _ _ R I K).
  - injection H as <- <-. refine (Forall2_map _ _ _ _ _ _ _ F). intros z v R. now apply Rep_relu.
  - injection H as <- <-. refine (Forall2_map _ _ _ _ _ _ _ F). intros z v R.
    now apply Rep_threshold.
  - destruct (Nat.eqb_spec m (length D)) as [->|]; [|discriminate]. simpl in H.
    destruct (within _ W1) eqn:I1; [|discriminate]. destruct (within _ W2) eqn:I2; [|discriminate].
    simpl in H. destruct (rows D _) as [[r e]|] eqn:K; [|discriminate].
    destruct (rows (D ++ e) _) as [[s f]|] eqn:K2; [|discriminate]. injection H as <- <-.
    refine (Forall2_map _ _ _ _ _ _ _ F). intros z v R.
    pose proof (product_sound _ _ _ _ _ _ _ _ R I1 K) as R1.
    assert (Q : length e = q).
    { rewrite (rows_length _ _ _ _ K). unfold product. now rewrite map_length, seq_length. }
    subst q. exact (added_sound _ _ _ _ _ _ _ _ _ _ R (Rep_relu _ _ _ R1) I2 K2).
  - destruct (Nat.eqb_spec m (length D)) as [->|]; [|discriminate]. simpl in H.
    destruct (within _ W) eqn:I; [|discriminate].
    destruct (rows _ _) as [[r e]|] eqn:K; [|discriminate]. injection H as <- <-.
    pose proof (Rep_share n D X V F NX Div) as M. simpl. refine (Forall2_map _ _ _ _ _ _ _ F).
    intros z v R. rewrite <- (map_length (Pos.mul n) D) in I.
    pose proof (added_sound _ _ _ _ _ _ _ _ _ _ R M I K) as A. destruct A as [L A].
    split; [exact L|].
    intros j J. rewrite (A j J), map_length. simpl. ring.
  - destruct (Nat.eqb_spec m (length D)) as [->|]; [|discriminate].
    destruct (compile_heads n D (length D) hs) as [[is G]|] eqn:C; [|discriminate].
    destruct (rows _ _) as [[r e]|] eqn:K; [|discriminate]. injection H as <- <-. simpl.
    refine (Forall2_map _ _ _ _ _ _ _ F). intros z v R.
    destruct (heads_sound n D hs is G C X V z v Dv F R) as [S T].
    apply (rows_seq _ _ _ _ _ _ _ _ (Rep_join _ _ _ _ _ _ R S) K). intros i J. simpl.
    rewrite tsum_below, T. unfold join. destruct (Nat.ltb_spec i (length D)); [ring|lia].
Qed.
Lemma istep_length n c X : length (istep n c X) = length X.
Proof. destruct c; simpl; now rewrite map_length. Qed.
Lemma istep_divides hard n c X : divides hard n X -> divides hard n (istep n c X).
Proof.
  intros (NX & Div & All). unfold divides. rewrite istep_length. split; [|now split].
  intros E. apply NX, length_zero_iff_nil. now rewrite <- (istep_length n c X), E.
Qed.
Lemma divides_weaken hard n {A} (X : list A) : divides true n X -> divides hard n X.
Proof. intros (NX & Div & All). repeat split; auto. Qed.
Lemma compile_sound n net : forall D cs F X V, compile n D net = Some (cs, F) ->
  divides (existsb is_hard net) n X ->
  Forall2 (Rep D) X V -> Forall2 (Rep F) (irun n cs X) (eval net V).
Proof.
  induction net as [|l net IH]; simpl; intros D cs F X V H N R; [injection H as <- <-; exact R|].
  destruct (compile1 n D l) as [[c e]|] eqn:A; [|discriminate].
  destruct (compile n e net) as [[x y]|] eqn:B; [|discriminate]. injection H as <- <-.
  assert (N1 : divides (is_hard l) n X /\ divides (existsb is_hard net) n X).
  { destruct N as (NX & Div & All). split; (split; [exact NX|split; [exact Div|]]); intros E;
      apply All;
      rewrite E; [reflexivity|apply orb_true_r]. }
  apply (IH _ _ _ (istep n c X) _ B); [now apply istep_divides|].
  exact (compile1_sound _ _ _ _ _ _ _ A (proj1 N1) R).
Qed.

(* The order of computing does not matter. *)
Lemma istep_alone n l X : mixes l = false -> istep n l X = map (alone l) X.
Proof. now destruct l. Qed.
Lemma all_alone n net : forall X, X <> [] -> existsb mixes net = false ->
  last (irun n net X) [] = fold_left (fun z l => alone l z) net (last X []).
Proof.
  induction net as [|l net IH]; intros X N H; simpl in *; [reflexivity|].
  apply orb_false_elim in H as [A H]. rewrite (istep_alone n l X A). rewrite IH.
  - now rewrite (last_map _ _ []).
  - intros E. now apply map_eq_nil in E.
  - exact H.
Qed.
Lemma ilast_last n net : forall X, X <> [] -> ilast n net X = last (irun n net X) [].
Proof.
  induction net as [|l net IH]; intros X N; [reflexivity|]. simpl.
  assert (S : istep n l X <> []).
  { intros E. apply N, length_zero_iff_nil. now rewrite <- (istep_length n l X), E. }
  destruct (existsb mixes net) eqn:H; [now apply IH|].
  rewrite all_alone by assumption. destruct l; simpl; now rewrite (last_map _ _ []).
Qed.
Lemma prefix_app net : forall a b, prefix net = (a, b) -> net = a ++ b /\ existsb mixes a = false.
Proof.
  induction net as [|l net IH]; simpl; intros a b H; [now injection H as <- <-|].
  destruct (mixes l) eqn:M; [now injection H as <- <-|]. destruct (prefix net) as [c d].
  injection H as <- <-. destruct (IH _ _ eq_refl) as [-> K]. simpl. now rewrite M, K.
Qed.
Lemma irun_alone n a : forall X, existsb mixes a = false ->
  irun n a X = map (fun z => fold_left (fun z l => alone l z) a z) X.
Proof.
  induction a as [|l a IH]; intros X H; simpl in *; [now rewrite map_id|].
  apply orb_false_elim in H as [A H]. rewrite (istep_alone n l X A), IH by exact H. apply map_map.
Qed.

(* Data. *)
Lemma scaled_sound D : forall t z, scaled D t = Some z -> Rep D z (fun i => nth i t 0).
Proof.
  induction D as [|d D IH]; intros [|x t] z; simpl; try discriminate.
  - intros [= <-]. split; [reflexivity|simpl; lia].
  - destruct (scaled D t) as [y|] eqn:S; [|discriminate].
    destruct (Qden _ =? 1)%positive eqn:B; [|discriminate].
    intros [= <-]. apply Pos.eqb_eq in B. destruct (IH _ _ S) as [L R].
    split; simpl; [now rewrite L|].
    intros [|j] J; [now rewrite (frac _ B), Qred_correct|]. apply R. lia.
Qed.
Lemma all_some_nth {A} (l : list (option A)) : forall T, all_some l = Some T ->
  length T = length l /\ forall k a, (k < length T)%nat -> nth k l None = Some (nth k T a).
Proof.
  induction l as [|[x|] l IH]; simpl; intros T H; try discriminate.
  - injection H as <-. split; [reflexivity|simpl; lia].
  - destruct (all_some l) as [y|]; [|discriminate]. injection H as <-.
    destruct (IH _ eq_refl) as [L K].
    split; simpl; [now rewrite L|]. intros [|k] a J; [reflexivity|]. apply K. lia.
Qed.
Lemma same_sound x : forall y, same x y = true -> x = y.
Proof.
  induction x as [|a x IH]; intros [|b y]; simpl; try discriminate; [reflexivity|].
  intros H. apply andb_prop in H as [A H]. apply Z.eqb_eq in A. f_equal; auto.
Qed.
Lemma row_zero d z v : Rep [d] z v -> inject_Z (nth 0 z 0%Z) == v 0%nat * (Zpos d # 1).
Proof. intros [_ R]. apply (R 0%nat). simpl. lia. Qed.
Lemma over d a y : inject_Z (Zpos d * y) == a * (Zpos d # 1) -> a == inject_Z y.
Proof.
  intros H. apply (Qmult_inj_r _ _ (Zpos d # 1)); [discriminate|]. rewrite <- H, inject_Z_mult.
  change (inject_Z (Zpos d)) with (Zpos d # 1). ring.
Qed.

(* The checker is sound: what it accepts, the network memorizes. *)
Theorem memorizes_sound t net T : memorizes t net T = true -> Memorizes t net (data_of T).
Proof.
  unfold memorizes. set (hard := existsb is_hard net). set (n := multiple hard T).
  set (E := scales (token_dim T) (tokens T)).
  destruct (all_some _) as [Z|] eqn:A; [|discriminate].
  destruct (compile n E net) as [[code [|d [|]]]|] eqn:C; try discriminate.
  destruct (prefix code) as [a b] eqn:S. apply prefix_app in S as [-> M].
  set (g := fun z => fold_left (fun z l => alone l z) a z). intros H X ys I.
  apply in_map_iff in I as ([s labels] & Eq & I). cbn [fst snd] in Eq. injection Eq as <- <-.
  rewrite forallb_forall in H. specialize (H _ I). unfold right in H. cbn [fst snd] in H.
  apply andb_prop in H as [H G]. apply andb_prop in H as [H K]. apply andb_prop in H as [Ne Div].
  apply same_sound in G. rewrite forallb_forall in Div.
  destruct (Nat.eqb_spec (length s) 0) as [|Ls];
    [discriminate|].
  destruct (all_some_nth _ _ A) as [LT U]. rewrite map_length in K, LT.
  set (Y := map (fun k => nth (N.to_nat k) Z []) s).
  assert (R : Forall2 (Rep E) Y (map (token_at T) s)).
  { unfold Y. clear -K U LT. induction s as [|k s IH]; simpl; constructor.
    - simpl in K. apply andb_prop in K as [B _]. apply Nat.ltb_lt in B.
      specialize (U (N.to_nat k) [] B). rewrite (nth_indep _ None (scaled E [])) in U by (rewrite
        map_length; lia).
      rewrite map_nth in U. exact (scaled_sound _ _ _ U).
    - apply IH. simpl in K. now apply andb_prop in K. }
  assert (DY : divides hard n Y).
  { unfold divides, Y. rewrite map_length. split; [destruct s; [easy|discriminate]|]. split.
    - apply Z.eqb_eq, Div. unfold divisors. destruct hard; [apply in_seq; lia|now left].
    - intros E0 k J. apply Z.eqb_eq, Div. unfold divisors. rewrite E0. apply in_seq. lia. }
  pose proof (compile_sound _ _ _ _ _ _ _ C DY R) as O.
  unfold irun in O. rewrite fold_left_app in O. fold (irun n a Y) in O.
  rewrite (irun_alone n a Y M) in O.
  fold g in O. set (B := map g Y) in *. fold (irun n b B) in O.
  assert (EB : B = map (fun k => nth (N.to_nat k) (map g Z) []) s).
  { unfold B, Y. rewrite map_map. apply map_ext_in. intros k Ik. rewrite forallb_forall in K.
    specialize (K k Ik). apply Nat.ltb_lt in K.
    rewrite (nth_indep (map g Z) [] (g [])) by now rewrite map_length. now rewrite (map_nth g). }
  rewrite <- EB in G. unfold outputs. destruct t; cbn [ioutputs] in G.
  - assert (NB : B <> []) by (intros Z0; apply map_eq_nil in Z0; destruct DY; contradiction).
    rewrite ilast_last in G by exact NB. destruct labels as [|y [|]]; try discriminate.
    injection G as G.
    assert (ND : irun n b B <> []).
    { assert (DB : divides hard n B).
      { unfold divides, B in *. rewrite map_length. split; [exact NB|]. apply DY. }
      clearbody B. clear -DB. revert B DB. induction b as [|l b IH]; intros B DB; [apply DB|].
      simpl. apply IH.
      now apply istep_divides. }
    cbn [map]. constructor; [|constructor].
    rewrite (last_map (fun v : vec => v 0%nat) _ (fun _ => 0)).
    + apply (over d). rewrite <- G. apply row_zero. exact (Forall2_last _ _ _ [] (fun _ => 0) O ND).
    + intros Z0. rewrite Z0 in O. inversion O. now apply ND.
  - clear -O G. revert labels G. unfold irun in *. cbv zeta. set (P := fold_left _ b B) in *.
    clearbody P.
    induction O as [|z v P V R O IH]; intros [|y ys] G; try discriminate; cbn [map] in *;
      constructor.
    + injection G as G _. apply (over d). rewrite <- G. now apply row_zero.
    + apply IH. now injection G.
Qed.
