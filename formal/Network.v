(* What a network is and does, what its sizes are, and what "memorizes" means.

   This is all that a reader has to believe: every theorem of this folder speaks of these
   definitions and of no others. Numbers are rational and exact. *)
From Coq Require Import QArith Qminmax ZArith NArith List Bool.
Import ListNotations.
Open Scope Q_scope.

(* A column gives each row its number. A matrix, or a column of biases, is the list of its
   nonzero places, as in the certificate files; all other places are 0. *)
Definition vec := nat -> Q.
Definition matrix := list (nat * nat * Q).
Definition column := list (nat * Q).
Definition entry (W : matrix) (i j : nat) : Q :=
  fold_right (fun '(r, c, w) t => if (r =? i)%nat && (c =? j)%nat then w + t else t) 0 W.
Definition bias (b : column) (i : nat) : Q :=
  fold_right (fun '(r, w) t => if (r =? i)%nat then w + t else t) 0 b.

(* Sum m f = f 0 + ... + f (m - 1), and the product of a matrix with m columns and a column. *)
Fixpoint Sum (m : nat) (f : nat -> Q) : Q :=
  match m with O => 0 | S k => Sum k f + f k end.
Definition times (m : nat) (W : matrix) (v : vec) : vec :=
  fun i => Sum m (fun j => entry W i j * v j).

(* What acts on one column, and the mean of several. *)
Definition relu (v : vec) : vec := fun i => Qmax 0 (v i).
Definition threshold (v : vec) : vec := fun i => if Qle_bool 0 (v i) then 1 else 0.
Definition mean (Z : list vec) : vec :=
  fun i => fold_right (fun v t => v i + t) 0 Z / inject_Z (Z.of_nat (length Z)).

(* A head of hard attention (equation 12): its query, key and value have h_rows rows and m columns,
   its output has h_rows columns. Column u hears the mean of the columns v with the greatest score
   (key v) . (query u); where several have it, all of them. *)
Record head := Head { h_rows : nat; query : matrix; key : matrix; value : matrix; output : matrix }.
Definition score (m : nat) (h : head) (v u : vec) : Q :=
  Sum (h_rows h) (fun i => times m (key h) v i * times m (query h) u i).
Definition best (m : nat) (h : head) (Z : list vec) (u : vec) : list vec :=
  filter (fun v => forallb (fun w => Qle_bool (score m h w u) (score m h v u)) Z) Z.
Definition hears (m : nat) (h : head) (Z : list vec) (u : vec) : vec :=
  times (h_rows h) (output h) (times m (value h) (mean (best m h Z u))).

(* The layers. o, m, q: rows that go out, rows that come in, rows hidden inside. *)
Inductive layer :=
| Affine (o m : nat) (W : matrix) (b : column)
| Relu
| Threshold
| Ffn (m q : nat) (W1 : matrix) (b1 : column) (W2 : matrix) (b2 : column)
| Uniform (m : nat) (W : matrix)
| Hard (m : nat) (heads : list head).

(* What a layer does to the columns of one sequence. Ffn is the block of equation (3), Uniform
   the attention of equation (39): every column hears the mean of all columns; Hard adds up what
   its heads hear. *)
Definition step (l : layer) (Z : list vec) : list vec :=
  match l with
  | Affine _ m W b => map (fun v i => times m W v i + bias b i) Z
  | Relu => map relu Z
  | Threshold => map threshold Z
  | Ffn m q W1 b1 W2 b2 =>
      map (fun v i => v i + times q W2 (relu (fun k => times m W1 v k + bias b1 k)) i + bias b2 i) Z
  | Uniform m W => map (fun v i => v i + times m W (mean Z) i) Z
  | Hard m heads => map (fun u i => u i + fold_right (fun h t => hears m h Z u i + t) 0 heads) Z
  end.
Definition eval (net : list layer) (Z : list vec) : list vec :=
  fold_left (fun Z l => step l Z) net Z.

(* The outputs stand in row 0. Next-token asks for the last one, seq-to-seq for all of them. *)
Inductive task := NextToken | SeqToSeq.
Definition outputs (t : task) (net : list layer) (Z : list vec) : list Q :=
  let row := map (fun v => v 0%nat) (eval net Z) in
  match t with NextToken => [last row 0] | SeqToSeq => row end.

(* A data set is a list of sequences with their labels: one label for next-token, one for each
   token for seq-to-seq. A network memorizes it when its outputs are the labels, exactly. *)
Definition dataset := list (list vec * list Z).
Definition Memorizes (t : task) (net : list layer) (D : dataset) : Prop :=
  forall X labels, In (X, labels) D -> Forall2 Qeq (outputs t net X) (map inject_Z labels).

(* Sizes. The listed numbers of a network, and how many there are. *)
Definition numbers (l : layer) : list Q :=
  match l with
  | Affine _ _ W b => map snd W ++ map snd b
  | Relu | Threshold => []
  | Ffn _ _ W1 b1 W2 b2 => map snd W1 ++ map snd b1 ++ map snd W2 ++ map snd b2
  | Uniform _ W => map snd W
  | Hard _ heads => flat_map (fun h =>
      map snd (query h) ++ map snd (key h) ++ map snd (value h) ++ map snd (output h)) heads
  end.
Definition parameters (net : list layer) : nat := length (flat_map numbers net).

(* The bits that a number takes: those of p and of q, where p / q is in lowest terms. *)
Definition bits (x : Q) : N :=
  (N.size (Z.abs_N (Qnum (Qred x))) + N.size (Npos (Qden (Qred x))))%N.
Definition max_bits (net : list layer) : N :=
  fold_right (fun x t => N.max (bits x) t) 0%N (flat_map numbers net).
Definition total_bits (net : list layer) : N :=
  fold_right (fun x t => (bits x + t)%N) 0%N (flat_map numbers net).

(* Width: the largest number of rows that a layer gives or hides; r rows come in. *)
Definition rows_after (l : layer) (r : nat) : nat :=
  match l with Affine o _ _ _ => o | Ffn m _ _ _ _ _ | Uniform m _ | Hard m _ => m | _ => r end.
Definition hidden (l : layer) : nat :=
  match l with
  | Ffn _ q _ _ _ _ => q
  | Hard _ heads => fold_right (fun h t => h_rows h + t)%nat O heads
  | _ => O
  end.
Fixpoint width (r : nat) (net : list layer) : nat :=
  match net with
  | [] => O
  | l :: net => Nat.max (Nat.max (rows_after l r) (hidden l)) (width (rows_after l r) net)
  end.

(* Depth: the layers that are more than affine. *)
Definition deep (l : layer) : bool := match l with Affine _ _ _ _ => false | _ => true end.
Definition depth (net : list layer) : nat := length (filter deep net).

(* All places of all matrices and biases, zero or not. *)
Definition dense (l : layer) : N :=
  (match l with
   | Affine o m _ _ => N.of_nat o * N.of_nat m + N.of_nat o
   | Relu | Threshold => 0
   | Ffn m q _ _ _ _ => 2 * N.of_nat m * N.of_nat q + N.of_nat q + N.of_nat m
   | Uniform m _ => N.of_nat m * N.of_nat m
   | Hard m heads => fold_right (fun h t => 4 * N.of_nat (h_rows h) * N.of_nat m + t) 0 heads
   end)%N.
Definition dense_parameters (net : list layer) : N :=
  fold_right (fun l t => dense l + t)%N 0%N net.
