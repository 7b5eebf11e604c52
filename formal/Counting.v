(* The least that any network needs: bits, counted (Remarks 4.4 and 4.6). *)
From Coq Require Import QArith ZArith List Lia Arith FinFun.
From Memlib Require Import Network.
Import ListNotations.
Open Scope nat_scope.

(* All lists of length n over an alphabet. *)
Fixpoint words {A} (alphabet : list A) (n : nat) : list (list A) :=
  match n with
  | O => [[]]
  | S n => flat_map (fun a => map (cons a) (words alphabet n)) alphabet
  end.
Lemma words_length {A} (alphabet : list A) n : length (words alphabet n) = length alphabet ^ n.
Proof.
  induction n as [|n IH]; [reflexivity|]. cbn [words Nat.pow].
  assert (E : forall l, length (flat_map (fun a => map (cons a) (words alphabet n)) l)
                        = length l * length alphabet ^ n).
  { induction l as [|a l E]; [reflexivity|]. cbn. rewrite app_length, map_length, IH, E. lia. }
  apply E.
Qed.
Lemma words_in {A} (alphabet : list A) n w :
  In w (words alphabet n) <-> length w = n /\ forall a, In a w -> In a alphabet.
Proof.
  revert w. induction n as [|n IH]; intros w; cbn [words].
  - split; [intros [<-|[]]; now split|]. intros [L _]. apply length_zero_iff_nil in L. now left.
  - rewrite in_flat_map. split.
    + intros (a & A1 & W). apply in_map_iff in W as (v & <- & V). apply IH in V as [L V]. cbn.
      split; [lia|]. intros b [<-|B]; auto.
    + intros [L W]. destruct w as [|a v]; [discriminate|]. exists a. split; [apply W; now left|].
      apply in_map. apply IH. split; [now injection L|]. intros b B. apply W. now right.
Qed.
Lemma nodup_flat_map {A B} (f : A -> list B) l : NoDup l -> (forall a, NoDup (f a)) ->
  (forall a b w, In w (f a) -> In w (f b) -> a = b) -> NoDup (flat_map f l).
Proof.
  intros N F D. induction N as [|a l H N IH]; [constructor|]. cbn.
  assert (J : forall x y : list B, NoDup x -> NoDup y -> (forall w, In w x -> ~ In w y) ->
    NoDup (x ++ y)).
  { induction x as [|w x X]; intros y Nx Ny S; [exact Ny|]. inversion Nx; subst. cbn. constructor.
    - rewrite in_app_iff. intros [I|I]; [contradiction|]. apply (S w); [now left|exact I].
    - apply X; auto. intros v V. apply S. now right. }
  apply J; [apply F|exact IH|]. intros w W V. apply in_flat_map in V as (b & B1 & V).
  rewrite (D a b w W V) in H. contradiction.
Qed.
Lemma words_nodup {A} (alphabet : list A) n : NoDup alphabet -> NoDup (words alphabet n).
Proof.
  intros N. induction n as [|n IH]; [repeat constructor; easy|]. apply nodup_flat_map; [exact N| |].
  - intros a. apply FinFun.Injective_map_NoDup; [intros u v U; now injection U|exact IH].
  - intros a b w W V. apply in_map_iff in W as (u & <- & _), V as (v & E & _). now injection E.
Qed.

(* Pigeonholes: who all find a partner, no two the same, are not more than the partners. *)
Lemma partners {A B} (R : A -> B -> Prop) : forall (l : list A) (m : list B), NoDup l ->
  (forall a, In a l -> exists b, In b m /\ R a b) -> (forall a a' b, R a b -> R a' b -> a = a') ->
  length l <= length m.
Proof.
  induction l as [|a l IH]; intros m N H I; [cbn; lia|]. inversion N; subst.
  destruct (H a (or_introl eq_refl)) as (b & M & Rab). apply in_split in M as (m1 & m2 & ->).
  assert (K : length l <= length (m1 ++ m2)); [|rewrite app_length in *; cbn; lia].
  apply IH; [assumption| |exact I]. intros c C. destruct (H c (or_intror C)) as (e & E & Rce).
  exists e. split; [|exact Rce]. rewrite in_app_iff in *. destruct E as [E|[<-|E]]; auto.
  rewrite (I c a b Rce Rab) in C. contradiction.
Qed.

(* A sequence with its one label. *)
Definition labeled (Xs : list (list vec)) (labels : list Z) : dataset :=
  combine Xs (map (fun y => [y]) labels).
Lemma labels_determined net : forall Xs l m, length l = length Xs -> length m = length Xs ->
  Memorizes NextToken net (labeled Xs l) -> Memorizes NextToken net (labeled Xs m) -> l = m.
Proof.
  induction Xs as [|X Xs IH]; intros [|y l] [|z m] L M P Q; try discriminate; [reflexivity|].
  unfold labeled in *. cbn [map combine] in *.
  pose proof (P X [y] (or_introl eq_refl)) as A. pose proof (Q X [z] (or_introl eq_refl)) as B.
  cbn [outputs map] in A, B. inversion A as [|? ? ? ? A1 _]; inversion B as [|? ? ? ? B1 _]; subst.
  rewrite A1 in B1. apply (inject_Z_injective y z) in B1. subst z. f_equal.
  apply IH; try (cbn in *; lia).
  - intros Y ys I. apply P. now right.
  - intros Y ys I. apply Q. now right.
Qed.

(* Let every network of a family be written as a string of B bits. If for each labeling of N
   sequences with C classes some network of the family memorizes it, then C^N <= 2^B: together
   the bits are at least N log2 C. *)
Theorem count_bits (C B : nat) (family : list bool -> list layer) (Xs : list (list vec)) :
  (forall labels, length labels = length Xs -> (forall y, In y labels ->
    (1 <= y <= Z.of_nat C)%Z) ->
     exists s, length s = B /\ Memorizes NextToken (family s) (labeled Xs labels)) ->
  C ^ length Xs <= 2 ^ B.
Proof.
  intros H. set (classes := map Z.of_nat (seq 1 C)).
  assert (Lc : length classes = C) by (unfold classes; now rewrite map_length, seq_length).
  assert (Nc : NoDup classes).
  { apply FinFun.Injective_map_NoDup; [intros a b; apply Nat2Z.inj|apply seq_NoDup]. }
  rewrite <- Lc at 1. rewrite <- (words_length classes). change 2 with (length [true; false]).
  rewrite <- (words_length [true; false]).
  apply (partners (fun l s => length l = length Xs /\
    Memorizes NextToken (family s) (labeled Xs l))).
  - now apply words_nodup.
  - intros l I. apply words_in in I as [L I]. destruct (H l L) as (s & S & M).
    + intros y Y. apply I, in_map_iff in Y as (k & <- & K). apply in_seq in K. lia.
    + exists s. split; [|now split]. apply words_in. split; [exact S|]. intros [|] _; cbn; auto.
  - intros l m s [L P] [M Q]. now apply (labels_determined (family s) Xs).
Qed.
