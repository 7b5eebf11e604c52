(* Lemma B.1: N multisets are told apart by their counts of at most N - 1 tokens. *)
From Coq Require Import List Lia Arith Permutation.
Import ListNotations.

Section Counts.
Variable A : Type.
Hypothesis dec : forall x y : A, {x = y} + {x <> y}.
Notation count := (count_occ dec).

(* Two lists are one multiset, or some token stands in them in different numbers. *)
Lemma differ s t : (exists x, count s x <> count t x) \/ Permutation s t.
Proof.
  assert (D : {Forall (fun x => count s x = count t x) (s ++ t)} +
              {Exists (fun x => count s x <> count t x) (s ++ t)}).
  { apply Forall_Exists_dec. intros x. apply Nat.eq_dec. }
  destruct D as [F|E]; [right|left; apply Exists_exists in E as (x & _ & N); now exists x].
  apply (Permutation_count_occ dec). intros x. rewrite Forall_forall in F.
  destruct (in_dec dec x (s ++ t)) as [I|I]; [now apply F|].
  rewrite !(proj1 (count_occ_not_In dec _ _)); [reflexivity| |]; intros J; apply I, in_or_app; auto.
Qed.

Definition agree (T : list A) (s t : list A) : Prop := forall x, In x T -> count s x = count t x.
Lemma one_disagrees T s L : (exists t x, In t L /\ agree T s t /\ count s x <> count t x) \/
  (forall t, In t L -> agree T s t -> Permutation s t).
Proof.
  induction L as [|t L [(u & x & I & H)|H]]; [now right|left; exists u, x; intuition|].
  assert (D : {Forall (fun x => count s x = count t x) T} + {~ Forall (fun x => count s x = count t
    x) T}).
  { apply Forall_dec. intros x. apply Nat.eq_dec. }
  destruct D as [F|F].
  - destruct (differ s t) as [(x & N)|P].
    + left. exists t, x. rewrite Forall_forall in F. repeat split; auto. now left.
    + right. intros u [->|U]; auto.
  - right. intros u [->|U] G; auto. exfalso. apply F. now apply Forall_forall.
Qed.

(* L lists the multisets; T is the set of tokens that tells them apart. *)
Theorem lemma_B1 (L : list (list A)) : exists T,
  NoDup T /\ incl T (concat L) /\ length T <= length L - 1 /\
  forall s t, In s L -> In t L -> agree T s t -> Permutation s t.
Proof.
  induction L as [|s L (T & N & Inc & Len & H)].
  { exists []. split; [constructor|]. split; [easy|]. split; [apply le_n|easy]. }
  destruct (one_disagrees T s L) as [(t & x & I & G & X)|G].
  - exists (x :: T). split; [|split; [|split]].
    + constructor; [|exact N]. intros J. now apply X, G.
    + intros y [<-|Y]; apply in_or_app; [|right; now apply Inc].
      destruct (in_dec dec x s) as [J|J]; [now left|right]. apply in_concat. exists t.
      split; [exact I|].
      apply (count_occ_In dec). rewrite (proj1 (count_occ_not_In dec s x) J) in X. lia.
    + cbn. destruct L; [easy|cbn in *; lia].
    + assert (K : forall u, In u L -> agree (x :: T) s u -> Permutation s u).
      { intros u U B. exfalso. assert (P : Permutation t u).
        { apply H; auto. intros y Y. rewrite <- (G y Y). apply B. now right. }
        apply X. rewrite (B x (or_introl eq_refl)). symmetry.
        now apply (Permutation_count_occ dec). }
      intros u v [<-|U] [<-|V] B; auto.
      * symmetry. apply K; auto. intros y Y. now rewrite (B y Y).
      * apply H; auto. intros y Y. apply B. now right.
  - exists T. split; [exact N|]. split; [intros y Y; apply in_or_app; right; now apply Inc|].
    split; [cbn; lia|].
    intros u v [<-|U] [<-|V] B; auto. symmetry. apply G; auto. intros y Y. now rewrite (B y Y).
Qed.
End Counts.
