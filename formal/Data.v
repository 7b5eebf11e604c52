(* Data sets of sequences of integer tokens, and what it means that they are consistent. *)
From Coq Require Import QArith ZArith List Permutation.
From Memlib Require Import Network.
Import ListNotations.
Open Scope Z_scope.

(* A token is a list of integers; as a column of a network it gives row i its i-th entry. *)
Definition token := list Z.
Definition is_token (d R : nat) (x : token) : Prop :=
  length x = d /\ Forall (fun a => Z.abs a <= Z.of_nat R) x.
Definition integers (x : token) : vec := fun i => inject_Z (nth i x 0).

(* Next-token data: a sequence and the label of its last token. They are consistent when the
   same last token in the same multiset of tokens has the same label (equation 5). *)
Definition next_token_data (data : list (list token * Z)) : dataset :=
  map (fun p => (map integers (fst p), [snd p])) data.
Definition consistent (data : list (list token * Z)) : Prop :=
  forall s y t z, In (s, y) data -> In (t, z) data ->
    Permutation s t -> last s [] = last t [] -> y = z.

(* Seq-to-seq data: a sequence and a label for each of its tokens. They are consistent when the
   same token in the same multiset has the same label, wherever it stands (equation 10). *)
Definition seq_to_seq_data (data : list (list token * list Z)) : dataset :=
  map (fun p => (map integers (fst p), snd p)) data.
Definition consistent_everywhere (data : list (list token * list Z)) : Prop :=
  forall s ys t zs i j, In (s, ys) data -> In (t, zs) data -> Permutation s t ->
    (i < length s)%nat -> (j < length t)%nat -> nth i s [] = nth j t [] -> nth i ys 0 = nth j zs 0.

