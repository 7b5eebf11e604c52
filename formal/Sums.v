(* Products with sparse matrices are sums over the listed places. *)
From Coq Require Import QArith ZArith List Lia Bool.
From Memlib Require Import Network.
Import ListNotations.
Open Scope Q_scope.

(* The listed terms of one row, and their sum against a column. *)
Definition terms := list (nat * Q).
Definition of_matrix (W : matrix) (i : nat) : terms :=
  map (fun t => (snd (fst t), snd t)) (filter (fun t => (fst (fst t) =? i)%nat) W).
Definition within (m : nat) (W : matrix) : bool := forallb (fun t => (snd (fst t) <? m)%nat) W.
Definition tsum (ts : terms) (v : vec) : Q := fold_right (fun t s => snd t * v (fst t) + s) 0 ts.

Lemma Sum_ext n f g : (forall j, (j < n)%nat -> f j == g j) -> Sum n f == Sum n g.
Proof. induction n; intros H; simpl; [reflexivity|]. rewrite IHn, H by auto. reflexivity. Qed.
Lemma Sum_plus n f g : Sum n (fun j => f j + g j) == Sum n f + Sum n g.
Proof. induction n; simpl; [reflexivity|]. rewrite IHn. ring. Qed.
Lemma Sum_zero n : Sum n (fun _ => 0) == 0.
Proof. induction n; simpl; [reflexivity|]. rewrite IHn. reflexivity. Qed.
Lemma Sum_delta n c w v : (c < n)%nat ->
  Sum n (fun j => (if (c =? j)%nat then w else 0) * v j) == w * v c.
Proof.
  induction n; intros H; [lia|]. simpl. destruct (Nat.eq_dec c n) as [->|E].
  - rewrite Nat.eqb_refl, (Sum_ext n _ (fun _ => 0)), Sum_zero; [ring|].
    intros j L. destruct (Nat.eqb_spec n j); [lia|ring].
  - rewrite IHn by lia. destruct (Nat.eqb_spec c n); [lia|ring].
Qed.

(* A row of a product, when every listed place lies within the m columns. *)
Lemma times_terms m W v i : within m W = true -> times m W v i == tsum (of_matrix W i) v.
Proof.
  unfold times, of_matrix. induction W as [|[[r c] w] W IH]; simpl; intros H.
  - rewrite (Sum_ext m _ (fun _ => 0)), Sum_zero; [reflexivity|intros; ring].
  - apply andb_prop in H as [L H]. apply Nat.ltb_lt in L. specialize (IH H).
    destruct (r =? i)%nat; simpl.
    + rewrite (Sum_ext m _
        (fun j => (if (c =? j)%nat then w else 0) * v j + entry W i j * v j)).
      * rewrite Sum_plus, Sum_delta, IH by exact L. reflexivity.
      * intros j _. destruct (c =? j)%nat; ring.
    + exact IH.
Qed.

(* Networks one after the other. *)
Lemma eval_app a b Z : eval (a ++ b) Z = eval b (eval a Z).
Proof. apply fold_left_app. Qed.
Lemma parameters_app a b : (parameters (a ++ b) = parameters a + parameters b)%nat.
Proof. unfold parameters. now rewrite flat_map_app, app_length. Qed.

(* Lists related place by place. *)
Lemma Forall2_map {A B C E} (P : A -> B -> Prop) (Q : C -> E -> Prop) f g X V :
  (forall x v, P x v -> Q (f x) (g v)) -> Forall2 P X V -> Forall2 Q (map f X) (map g V).
Proof. intros K. induction 1; simpl; auto. Qed.
Lemma Forall2_len {A B} (P : A -> B -> Prop) X V : Forall2 P X V -> length X = length V.
Proof. induction 1; simpl; congruence. Qed.
Lemma Forall2_last {A B} (P : A -> B -> Prop) X V a b :
  Forall2 P X V -> X <> [] -> P (last X a) (last V b).
Proof.
  induction 1 as [|x v X V R H IH]; [easy|]. intros _.
  destruct H as [|y u X V S H]; [exact R|]. apply IH. discriminate.
Qed.
Lemma last_map {A B} (f : A -> B) X a b : X <> [] -> last (map f X) b = f (last X a).
Proof.
  induction X as [|x [|y X] IH]; intros H; [easy|reflexivity|].
  change (last (map f (y :: X)) b = f (last (y :: X) a)). apply IH. discriminate.
Qed.
