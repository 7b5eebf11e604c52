(* Lemmas G.2, G.4 and G.5 as the book states them, for rational numbers. *)
From Coq Require Import QArith Qminmax ZArith List Bool Lia Lqa.
From Memlib Require Import Network.
Open Scope Q_scope.

Definition ramp (x : Q) : Q := Qmax 0 x.
Lemma ramp_cases x : (x <= 0 /\ ramp x == 0) \/ (0 <= x /\ ramp x == x).
Proof. unfold ramp. destruct (Q.max_spec 0 x) as [[H E]|[H E]]; [right|left]; split; lra. Qed.
Ltac ramps := repeat match goal with
  | |- context [ramp ?x] => lazymatch x with context [ramp _] => fail | _ =>
      let r := fresh "r" in let H := fresh "H" in pose proof (ramp_cases x) as H;
      set (r := ramp x) in *; clearbody r end
  end; lra.

Definition pulse (a b x : Q) : Q := ramp (1 - ramp (2 * a - 2 * x) - ramp (2 * x - 2 * b)).
(* Lemma G.2: it is 1 on [a, b], and 0 from half a unit on to the left and to the right. *)
Theorem lemma_G2 a b x : a <= b ->
  (a <= x <= b -> pulse a b x == 1) /\ (x <= a - (1#2) \/ b + (1#2) <= x -> pulse a b x == 0).
Proof. intros H. unfold pulse. split; intros; ramps. Qed.

Definition match_key (y x : Q) : Q := ramp (1 - ramp (2 * y - 2 * x) - ramp (2 * x - 2 * y - 2)).
(* Lemma G.5: the key y fits x when y <= x <= y + 1; then a label below M passes, else nothing. *)
Theorem lemma_G5 (y x label M : Q) : 0 <= label < M ->
  (y <= x <= y + 1 ->
     match_key y x == 1 /\ ramp (2 * M * match_key y x - 2 * M + label) == label) /\
  (x <= y - (1#2) \/ y + (3#2) <= x ->
     match_key y x == 0 /\ ramp (2 * M * match_key y x - 2 * M + label) == 0).
Proof.
  intros L. assert (A : y <= x <= y + 1 -> match_key y x == 1) by (intros; unfold match_key; ramps).
  assert (B : x <= y - (1#2) \/ y + (3#2) <= x -> match_key y x == 0).
  { intros. unfold match_key. ramps. }
  split; intros H; [specialize (A H); clear B | specialize (B H); clear A]; (split; [assumption|]);
    set (m := match_key y x) in *; clearbody m.
  - assert (E : 2 * M * m - 2 * M + label == label) by (rewrite A; ring).
    unfold ramp. rewrite Q.max_r; [exact E|]. rewrite E. lra.
  - assert (E : 2 * M * m - 2 * M + label == label - 2 * M) by (rewrite B; ring).
    unfold ramp. rewrite Q.max_l; [reflexivity|]. rewrite E. lra.
Qed.
