(* Numbers for tokens (Lemma C.2 for integers) and for sequences (Lemma B.3). *)
From Coq Require Import ZArith List Bool Lia Arith Permutation.
From Memlib Require Import Data LemmaB1 LemmaB2 Reading.
Import ListNotations.
Open Scope Z_scope.

Definition token_dec : forall x y : token, {x = y} + {x <> y} := list_eq_dec Z.eq_dec.
(* The number of a token: its projection, moved so that it is not negative. *)
Definition number (a : list Z) (off : Z) (x : token) : Z := dot x a + off.
Definition offset (d R V : nat) : Z := Z.of_nat (d * R * (V * V + 1)).

Lemma dot_bound R P x : Forall (fun a => Z.abs a <= R) x -> 0 <= R -> 0 <= P ->
  forall f, Forall (fun w => 1 <= w <= P) f -> Z.abs (dot x f) <= Z.of_nat (length x) * R * P.
Proof.
  intros X R0 P0. induction X as [|a x A X IH]; intros f F; [cbn; lia|].
  cbn [length]. rewrite Nat2Z.inj_succ. destruct F as [|w f W F]; [cbn; nia|]. cbn [dot].
  specialize (IH f F). assert (Z.abs (a * w) <= R * P) by (rewrite Z.abs_mul; nia).
  replace (Z.succ (Z.of_nat (length x)) * R * P) with (R * P + Z.of_nat (length x) * R * P) by
    ring. lia.
Qed.

Lemma half_square t V : (t <= V)%nat -> (t * (t - 1) / 2 <= V * V)%nat.
Proof. intros H. apply Nat.div_le_upper_bound; nia. Qed.

(* Lemma C.2: at most V tokens get different numbers from 0 to 2 d R (V^2 + 1). *)
Theorem lemma_C2 (d R V : nat) (tokens : list token) :
  (forall x, In x tokens -> is_token d R x) -> (length tokens <= V)%nat ->
  exists a, length a = d /\ Forall (fun w => 1 <= w <= Z.of_nat (V * V + 1)) a /\
    (forall x, In x tokens -> 0 <= number a (offset d R V) x <= 2 * offset d R V) /\
    (forall x y, In x tokens -> In y tokens ->
       number a (offset d R V) x = number a (offset d R V) y -> x = y).
Proof.
  intros T L. set (ts := nodup token_dec tokens).
  assert (I : forall x, In x tokens <-> In x ts) by (intros x; symmetry; apply nodup_In).
  destruct (separating_weights d ts) as (a & La & F & D); [apply NoDup_nodup| |].
  { intros x X. apply T. now apply I. }
  assert (Lt : (length ts <= V)%nat).
  { etransitivity; [|exact L]. apply NoDup_incl_length; [apply NoDup_nodup|]. intros x X.
    now apply I. }
  assert (F' : Forall (fun w => 1 <= w <= Z.of_nat (V * V + 1)) a).
  { revert F. apply Forall_impl. intros w W.
    pose proof (half_square (length ts) V Lt). set (q := (_ / 2)%nat) in *. lia. }
  exists a. split; [exact La|]. split; [exact F'|]. split.
  - intros x X. destruct (T x X) as [Lx S].
    pose proof (dot_bound (Z.of_nat R) (Z.of_nat (V * V + 1)) x S ltac:(lia) ltac:(lia) a F') as B.
    rewrite Lx, <- !Nat2Z.inj_mul in B. unfold number, offset. lia.
  - intros x y X Y E. apply D; [now apply I|now apply I|]. unfold number in E. lia.
Qed.

(* The sum of a score over the tokens of a sequence. *)
Definition total (score : token -> Z) (s : list token) :
  Z := fold_right (fun x t => score x + t) 0 s.
Lemma total_ext f g s : (forall x, In x s -> f x = g x) -> total f s = total g s.
Proof.
  induction s as [|x s IH]; intros H; [reflexivity|]. cbn. fold (total f s) (total g s).
  rewrite H by now left. rewrite IH; [reflexivity|]. intros y Y. apply H. now right.
Qed.
Lemma total_bound f s B : (forall x, In x s -> 0 <= f x <= B) ->
  0 <= total f s <= Z.of_nat (length s) * B.
Proof.
  induction s as [|x s IH]; intros H; [cbn; lia|]. cbn [length total fold_right]. fold (total f s).
  rewrite Nat2Z.inj_succ. pose proof (H x (or_introl eq_refl)).
  assert (0 <= total f s <= Z.of_nat (length s) * B) by (apply IH; intros y Y; apply H; now right).
  nia.
Qed.
Lemma total_plus f g s : total (fun x => f x + g x) s = total f s + total g s.
Proof. unfold total. induction s as [|x s IH]; cbn [fold_right]; [reflexivity|]. lia. Qed.

Section Sums.
Variable u : token -> Z.
Lemma total_one y v s : (forall x, In x s -> u x = u y -> x = y) ->
  total (fun x => if u x =? u y then v else 0) s = Z.of_nat (count_occ token_dec s y) * v.
Proof.
  induction s as [|x s IH]; intros H; [reflexivity|]. cbn [total fold_right count_occ].
  fold (total (fun x => if u x =? u y then v else 0) s).
  rewrite IH by (intros z Z; apply H; now right).
  destruct (token_dec x y) as [->|N].
  - rewrite Z.eqb_refl, Nat2Z.inj_succ. ring.
  - destruct (Z.eqb_spec (u x) (u y)) as [E|E]; [|ring]. exfalso. apply N, H; [now left|exact E].
Qed.
Lemma total_counts A : forall f s, (forall x y, In x s -> In y A -> u x = u y -> x = y) ->
  total (fun x => found (combine (map u A) f) (u x)) s
    = dot (map (fun y => Z.of_nat (count_occ token_dec s y)) A) f.
Proof.
  assert (Z0 : forall s, total (fun _ => 0) s = 0) by (induction s as [|x s IH];
    [reflexivity|exact IH]).
  induction A as [|y A IH]; intros f s H; [apply Z0|]. destruct f as [|v f]; [apply Z0|].
  cbn [map combine dot]. rewrite <- IH by (intros; apply H; [assumption|now right|assumption]).
  rewrite <- (total_one y v s) by (intros; apply H; [assumption|now left|assumption]).
  now rewrite <- total_plus.
Qed.

(* Lemma B.3: a table of at most N - 1 scores, from 1 to N^2 + 1, gives different sums to
   sequences that are different multisets of tokens; tokens that are not in it count 0. *)
Theorem lemma_B3 (L : list (list token)) :
  (forall x y, In x (concat L) -> In y (concat L) -> u x = u y -> x = y) ->
  exists T, (length T <= length L - 1)%nat /\ NoDup (map fst T) /\
    (forall e, In e T -> (exists x, In x (concat L) /\ fst e = u x) /\
                         1 <= snd e <= Z.of_nat (length L * length L + 1)) /\
    forall s t, In s L -> In t L ->
      total (fun x => found T (u x)) s = total (fun x => found T (u x)) t -> Permutation s t.
Proof.
  intros Inj. destruct (lemma_B1 token token_dec L) as (A & N & Inc & Len & H).
  set (counts := fun s => map (fun y => Z.of_nat (count_occ token_dec s y)) A).
  set (ms := nodup (list_eq_dec Z.eq_dec) (map counts L)).
  destruct (separating_weights (length A) ms) as (f & Lf & F & D); [apply NoDup_nodup| |].
  { intros m M. apply nodup_In, in_map_iff in M as (s & <- & _). apply map_length. }
  assert (Lm : (length ms <= length L)%nat).
  { rewrite <- (map_length counts L). apply NoDup_incl_length; [apply NoDup_nodup|].
    intros m M. now apply nodup_In in M. }
  assert (Keys : map fst (combine (map u A) f) = map u A).
  { assert (E : length (map u A) = length f) by (rewrite map_length; lia). revert E.
    generalize (map u A). clear. intros l. revert f.
    induction l; intros [|w f] E; cbn in *; try lia; [reflexivity|].
    f_equal. apply IHl. lia. }
  exists (combine (map u A) f). split; [|split; [|split]].
  - rewrite combine_length, map_length. lia.
  - rewrite Keys. clear -N Inc Inj. induction N as [|y A I N IH]; cbn; constructor.
    + intros J. apply in_map_iff in J as (z & E & J). apply I.
      rewrite (Inj y z); auto; apply Inc; [now left|now right].
    + apply IH. intros z Z. apply Inc. now right.
  - intros [k v] E. split.
    + apply in_combine_l, in_map_iff in E as (x & <- & X). exists x.
      split; [now apply Inc|reflexivity].
    + apply in_combine_r in E. rewrite Forall_forall in F. specialize (F v E). cbn [snd].
      pose proof (half_square (length ms) (length L) Lm). set (q := (_ / 2)%nat) in *. lia.
  - intros s t S T E. rewrite !total_counts in E.
    + apply D in E; try (apply nodup_In, in_map_iff; eexists; split; [reflexivity|assumption]).
      apply H; try assumption. intros y Y. apply Nat2Z.inj.
      clear -E Y. induction A as [|z A IH]; [easy|]. cbn in E. injection E as E1 E2.
      destruct Y as [->|Y]; auto.
    + intros x y X Y. apply Inj; [|now apply Inc]. apply in_concat. now exists t.
    + intros x y X Y. apply Inj; [|now apply Inc]. apply in_concat. now exists s.
Qed.
End Sums.
