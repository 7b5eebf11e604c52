(* The checker: does this network memorize this table of data? Everything is an integer over one
   denominator for each row, so that big certificates are checked in seconds. It is not trusted:
   CheckSound.v proves that whatever it accepts is memorized. *)
From Coq Require Import QArith ZArith NArith List Bool.
From Memlib Require Import Network Sums.
Import ListNotations.
Open Scope Q_scope.

(* The data of a certificate: distinct tokens, sequences of their indices, the labels. *)
Record table := Table
  { token_dim : nat; tokens : list (list Q); items : list (list N * list Z) }.
Definition token_at (T : table) (k : N) : vec := fun i => nth i (nth (N.to_nat k) (tokens T) []) 0.
Definition data_of (T : table) : dataset :=
  map (fun item => (map (token_at T) (fst item), snd item)) (items T).

(* All that a certificate claims about sizes. *)
Record sizes := Sizes
  { width_ : N; depth_ : N; parameters_ : N; dense_parameters_ : N;
    max_bits_ : N; total_bits_ : N; sequences_ : N; items_ : N }.
Definition sizes_of (net : list layer) (T : table) : sizes :=
  Sizes (N.of_nat (width (token_dim T) net)) (N.of_nat (depth net)) (N.of_nat (parameters net))
    (dense_parameters net) (max_bits net) (total_bits net) (N.of_nat (length (items T)))
    (fold_right (fun item t => N.of_nat (length (snd item)) + t)%N 0%N (items T)).

(* A row of integers with its constant; rows with denominators D become rows over others. *)
Definition introw := (list (nat * Z) * Z)%type.
Definition lcm (a b : positive) : positive := (fst (snd (Pos.ggcd a b)) * b)%positive.
Definition coef (d : positive) (D : list positive) (t : nat * Q) : nat * Q :=
  (fst t, Qred (snd t * (Zpos d # nth (fst t) D 1%positive))).
Definition denom (D : list positive) (ts : terms) (b : Q) : positive :=
  fold_right (fun t d => lcm (Qden (snd (coef 1 D t))) d) (Qden (Qred b)) ts.
Definition row (D : list positive) (r : terms * Q) : option (introw * positive) :=
  let d := denom D (fst r) (snd r) in
  let c := map (coef d D) (fst r) in
  let b := Qred (snd r * (Zpos d # 1)) in
  if forallb (fun t => (fst t <? length D)%nat && (Qden (snd t) =? 1)%positive) c
     && (Qden b =? 1)%positive
  then Some ((map (fun t => (fst t, Qnum (snd t))) c, Qnum b), d) else None.
Fixpoint rows D (l : list (terms * Q)) : option (list introw * list positive) :=
  match l with
  | [] => Some ([], [])
  | r :: l => match row D r, rows D l with
              | Some (a, d), Some (x, y) => Some (a :: x, d :: y) | _, _ => None end
  end.
(* Rows i of W v + b, and of v + W u + b where u stands below v. *)
Definition product o W b := map (fun i => (of_matrix W i, bias b i)) (seq 0 o).
Definition below (m : nat) (ts : terms) : terms := map (fun t => (m + fst t, snd t)%nat) ts.
Definition added m W b := map (fun i => ((i, 1) :: below m (of_matrix W i), bias b i)) (seq 0 m).

(* A head in integers: keys, queries and values, and what each product of a key and a query row
   counts in the score, so that all scores are over one denominator. *)
Record inthead := IHead { ikey : list introw; iquery : list introw; counts : list Z; ivalue :
  list introw }.
Inductive intlayer :=
| IAffine (r : list introw)
| IRelu
| IThreshold
| IFfn (r s : list introw)
| IUniform (r : list introw)
| IHard (heads : list inthead) (r : list introw).

(* One head, and the denominators of its values. *)
Definition common (p : list positive) : positive := fold_right lcm 1%positive p.
Definition products (E F : list positive) : list positive :=
  map (fun i => (nth i E 1 * nth i F 1)%positive) (seq 0 (length E)).
Definition compile_head (n : positive) (D : list positive) (m : nat) (h : head) :
    option (inthead * list positive) :=
  let s := h_rows h in
  match rows D (product s (key h) []), rows D (product s (query h) []),
        rows (map (Pos.mul n) D) (product s (value h) []) with
  | Some (k, E), Some (q, F), Some (v, G) =>
      let p := products E F in
      let c := map (fun d => (Zpos (common p) / Zpos d)%Z) p in
      if within m (key h) && within m (query h) && within m (value h) && within s (output h)
         && forallb (fun i => (nth i c 0 * Zpos (nth i E 1%positive * nth i F 1%positive)
                               =? Zpos (common p))%Z) (seq 0 s)
      then Some (IHead k q c v, G) else None
  | _, _, _ => None
  end.
Fixpoint compile_heads n D m hs : option (list inthead * list positive) :=
  match hs with
  | [] => Some ([], [])
  | h :: hs => match compile_head n D m h, compile_heads n D m hs with
               | Some (i, G), Some (is, E) => Some (i :: is, G ++ E) | _, _ => None end
  end.
(* Row i of all outputs, where the values of the heads stand one below the other. *)
Fixpoint out_terms (hs : list head) (i : nat) : terms :=
  match hs with
  | [] => []
  | h :: hs => of_matrix (output h) i ++ below (h_rows h) (out_terms hs i)
  end.
(* A layer in integers, and the denominators of the rows that it gives; n: see [istep]. *)
Definition compile1 (n : positive) (D : list positive) (l : layer) :
  option (intlayer * list positive) :=
  match l with
  | Affine o m W b =>
      if (m =? length D)%nat && within m W then
        match rows D (product o W b) with Some (r, E) => Some (IAffine r, E) | None => None end
      else None
  | Relu => Some (IRelu, D)
  | Threshold => Some (IThreshold, map (fun _ => 1%positive) D)
  | Ffn m q W1 b1 W2 b2 =>
      if (m =? length D)%nat && within m W1 && within q W2 then
        match rows D (product q W1 b1) with
        | Some (r, E) => match rows (D ++ E) (added m W2 b2) with
                         | Some (s, F) => Some (IFfn r s, F) | None => None end
        | None => None end
      else None
  | Uniform m W =>
      if (m =? length D)%nat && within m W then
        match rows (D ++ map (Pos.mul n) D) (added m W []) with
        | Some (r, E) => Some (IUniform r, E) | None => None end
      else None
  | Hard m hs =>
      if (m =? length D)%nat then
        match compile_heads n D m hs with
        | Some (is, E) =>
            match rows (D ++ E) (map (fun i => ((i, 1) :: below m (out_terms hs i),
              0)) (seq 0 m)) with
            | Some (r, F) => Some (IHard is r, F) | None => None end
        | None => None end
      else None
  end.
Fixpoint compile n D net : option (list intlayer * list positive) :=
  match net with
  | [] => Some ([], D)
  | l :: net => match compile1 n D l with
                | Some (c, E) => match compile n E net with
                                 | Some (cs, F) => Some (c :: cs, F) | None => None end
                | None => None end
  end.

(* What the integer layers do: to one column, and to all columns of a sequence. A mean of k
   columns is their sum times n / k over n, where n is a multiple of every length. *)
Definition idot (z : list Z) (r : introw) : Z :=
  fold_right (fun t s => (snd t * nth (fst t) z 0 + s)%Z) (snd r) (fst r).
Definition irelu := map (Z.max 0).
Definition ithreshold := map (fun a => if (0 <=? a)%Z then 1%Z else 0%Z).
Fixpoint add (x y : list Z) : list Z :=
  match x, y with a :: x, b :: y => (a + b)%Z :: add x y | _, _ => [] end.
Definition total (w : nat) (X : list (list Z)) : list Z := fold_right add (repeat 0%Z w) X.
Definition alone (l : intlayer) (z : list Z) : list Z :=
  match l with
  | IAffine r => map (idot z) r
  | IRelu => irelu z
  | IThreshold => ithreshold z
  | IFfn r s => map (idot (z ++ irelu (map (idot z) r))) s
  | IUniform _ | IHard _ _ => z
  end.
Definition mixes l := match l with IUniform _ | IHard _ _ => true | _ => false end.
Definition share (n : positive) (X : list (list Z)) : list Z :=
  let f := (Zpos n / Z.of_nat (length X))%Z in map (Z.mul f) (total (length (hd [] X)) X).
(* Hard attention: the score of a key x, the columns with the greatest one, what the heads give. *)
Fixpoint isum (s : nat) (f : nat -> Z) : Z := match s with O => 0%Z | S k => (isum k f + f k)%Z end.
Definition iscore (h : inthead) (q x : list Z) : Z :=
  let k := map (idot x) (ikey h) in
  isum (length (ikey h)) (fun i => (nth i (counts h) 0 * (nth i k 0 * nth i q 0))%Z).
Definition ibest (h : inthead) (X : list (list Z)) (z : list Z) : list (list Z) :=
  let q := map (idot z) (iquery h) in
  let scores := map (iscore h q) X in
  filter (fun x => forallb (fun t => (t <=? iscore h q x)%Z) scores) X.
Definition gifts (n : positive) (hs : list inthead) (X : list (list Z)) (z : list Z) : list Z :=
  flat_map (fun h => map (idot (share n (ibest h X z))) (ivalue h)) hs.
Definition istep (n : positive) (l : intlayer) (X : list (list Z)) : list (list Z) :=
  match l with
  | IUniform r => let s := share n X in map (fun z => map (idot (z ++ s)) r) X
  | IHard hs r => map (fun z => map (idot (z ++ gifts n hs X z)) r) X
  | _ => map (alone l) X
  end.
Definition irun n net X := fold_left (fun X l => istep n l X) net X.
(* Where only the last column is asked for, the others are computed only as long as they matter. *)
Fixpoint ilast (n : positive) (net : list intlayer) (X : list (list Z)) : list Z :=
  match net with
  | [] => last X []
  | l :: rest => if existsb mixes rest then ilast n rest (istep n l X) else
      match l with
      | IUniform r => fold_left (fun z l => alone l z) rest (map (idot (last X [] ++ share n X)) r)
      | IHard hs r => let z := last X [] in
          fold_left (fun z l => alone l z) rest (map (idot (z ++ gifts n hs X z)) r)
      | _ => fold_left (fun z l => alone l z) net (last X []) end
  end.
(* Before anything mixes columns, each token is computed once. *)
Fixpoint prefix (net : list intlayer) :=
  match net with
  | l :: rest => if mixes l then ([], net) else let '(a, b) := prefix rest in (l :: a, b)
  | [] => ([], [])
  end.

(* The tokens over one denominator for each row. *)
Definition scales (w : nat) (T : list (list Q)) : list positive :=
  map (fun j => fold_right (fun t d => lcm (Qden (Qred (nth j t 0))) d) 1%positive T) (seq 0 w).
Fixpoint scaled (D : list positive) (t : list Q) : option (list Z) :=
  match D, t with
  | [], [] => Some []
  | d :: D, x :: t => let y := Qred (x * (Zpos d # 1)) in
      match scaled D t with
      | Some z => if (Qden y =? 1)%positive then Some (Qnum y :: z) else None | None => None end
  | _, _ => None
  end.
Fixpoint all_some {A} (l : list (option A)) : option (list A) :=
  match l with
  | [] => Some [] | Some a :: l => option_map (cons a) (all_some l) | None :: _ => None end.

(* Two lists of integers are one. *)
Fixpoint same (x y : list Z) : bool :=
  match x, y with [], [] => true | a :: x, b :: y => (a =? b)%Z && same x y | _, _ => false end.
Definition ioutputs (t : task) (n : positive) net X : list Z :=
  match t with
  | NextToken => [nth 0 (ilast n net X) 0%Z]
  | SeqToSeq => map (fun z => nth 0 z 0%Z) (irun n net X)
  end.
(* Hard attention divides by the number of columns heard, which may be any number up to the
   length; uniform attention by the length itself. *)
Definition is_hard (l : layer) : bool := match l with Hard _ _ => true | _ => false end.
Definition divisors (hard : bool) (k : nat) : list nat := if hard then seq 1 k else [k].
(* One sequence of known tokens, n a multiple of what is divided by, has its labels as outputs. *)
Definition right (t : task) (hard : bool) n net (T : list (list Z)) (d : positive) (item :
  list N * list Z) :
  bool :=
  let s := fst item in
  negb (length s =? 0)%nat && forallb (fun k => (Zpos n mod Z.of_nat k =? 0)%Z) (divisors hard
    (length s))
  && forallb (fun k => N.to_nat k <? length T)%nat s
  && same (ioutputs t n net (map (fun k => nth (N.to_nat k) T []) s)) (map (Z.mul (Zpos d)) (snd
    item)).
Definition multiple (hard : bool) (T : table) : positive :=
  fold_right (fun item n => fold_right (fun k n => lcm (Pos.of_nat k) n) n
    (divisors hard (length (fst item)))) 1%positive (items T).
Definition memorizes (t : task) (net : list layer) (T : table) : bool :=
  let hard := existsb is_hard net in
  let n := multiple hard T in
  let E := scales (token_dim T) (tokens T) in
  match all_some (map (scaled E) (tokens T)), compile n E net with
  | Some Z, Some (code, [d]) =>
      let '(first, rest) := prefix code in
      let Z := map (fun z => fold_left (fun z l => alone l z) first z) Z in
      forallb (right t hard n rest Z d) (items T)
  | _, _ => false
  end.
