(* From questions to the two tasks: one question for each sequence, or one for each token. *)
From Coq Require Import QArith ZArith NArith List Lia Bool Permutation Arith.
From Memlib Require Import Network Data Sums TransformerSize Core.
Import ListNotations.
Open Scope Z_scope.

Section Tasks.
Variables cost reach tall : nat -> nat -> nat.
Variables d n R l : nat.
Hypothesis Core : forall L qs, core_statement cost reach tall d n R l L qs.

(* Next-token: the question of a sequence is asked at its last token. *)
Theorem next_token_core (data : list (list token * Z)) :
  (0 < n)%nat -> (0 < R)%nat ->
  (forall s y, In (s, y) data ->
     length s = n /\ (forall x, In x s -> is_token d R x) /\ Z.abs y < 2 ^ Z.of_nat l) ->
  consistent data ->
  let N := length data in let b := item_bits d n R N l in
  exists F1 W F2, let net := F1 ++ Uniform 5 W :: F2 in
    Forall tokenwise (F1 ++ F2) /\
    (parameters net <= cost N b + cost N b + d + 8)%nat /\
    (width d net <= 6)%nat /\ (depth net <= tall N b + tall N b + 2)%nat /\
    (max_bits net <= N.of_nat (Nat.max (reach N b) (reach N b) + 2))%N /\
    Memorizes NextToken net (next_token_data data).
Proof.
  intros Pn PR H C N b.
  set (qs := map (fun p : list token * Z => (fst p, last (fst p) [], snd p)) data).
  destruct (Core (map fst data) qs Pn PR) as (F1 & W & F2 & K).
  - intros s S. apply in_map_iff in S as ([t y] & <- & S). destruct (H t y S) as (A & B & _).
    now split.
  - intros s x y Q. apply in_map_iff in Q as ([t z] & E & Q). injection E as <- <- <-.
    destruct (H t z Q) as (A & B & D). split; [now apply (in_map fst) in Q|]. split; [|exact D].
    cbn. assert (t <> []) by (intros ->; cbn in A; lia). rewrite (app_removelast_last [] H0) at 2.
    apply in_or_app. right. now left.
  - intros s t x y z Q1 Q2 P. apply in_map_iff in Q1 as ([s1 y1] & E1 & Q1),
      Q2 as ([s2 y2] & E2 & Q2).
    cbn in E1, E2. injection E1 as <- <- <-. injection E2 as <- E <-. now apply (C s1 y1 s2 y2).
  - cbn zeta in K. unfold qs in K. rewrite !map_length in K. fold N b in K.
    destruct K as (T & P & Wd & Dp & B & K). exists F1, W, F2. cbn zeta.
    repeat (split; [assumption|]).
    intros X ys I. apply in_map_iff in I as ([s y] & E & I). injection E as <- <-. cbn [fst snd].
    destruct (H s y I) as (A & _). destruct (K s (in_map fst _ _ I)) as (g & O & G).
    assert (NE : s <> []) by (intros ->; cbn in A; lia).
    cbn [outputs map] in *. constructor; [|constructor].
    pose proof (Forall2_last _ _ _ 0%Q 0%Q O) as Z. rewrite Z.
    + rewrite (last_map (fun x => inject_Z (g x)) s [] 0%Q NE).
      rewrite (G (last s []) y); [reflexivity|].
      apply in_map_iff. now exists (s, y).
    + intros E. rewrite E in O. inversion O. destruct s; [easy|discriminate].
Qed.

(* Seq-to-seq: n questions for each sequence, one at each token. *)
Theorem seq_to_seq_core (data : list (list token * list Z)) :
  (0 < n)%nat -> (0 < R)%nat ->
  (forall s ys, In (s, ys) data -> length s = n /\ length ys = n /\
     (forall x, In x s -> is_token d R x) /\ forall y, In y ys -> Z.abs y < 2 ^ Z.of_nat l) ->
  consistent_everywhere data ->
  let N := length data in let b := item_bits d n R N l in
  exists F1 W F2, let net := F1 ++ Uniform 5 W :: F2 in
    Forall tokenwise (F1 ++ F2) /\
    (parameters net <= cost N b + cost (n * N) b + d + 8)%nat /\
    (width d net <= 6)%nat /\ (depth net <= tall N b + tall (n * N) b + 2)%nat /\
    (max_bits net <= N.of_nat (Nat.max (reach N b) (reach (n * N) b) + 2))%N /\
    Memorizes SeqToSeq net (seq_to_seq_data data).
Proof.
  intros Pn PR H C N b.
  set (qs := flat_map (fun p : list token * list Z =>
    map (fun i => (fst p, nth i (fst p) [], nth i (snd p) 0)) (seq 0 n)) data).
  assert (Qs : forall s x y, In (s, x, y) qs <-> exists ys i, In (s, ys) data /\ (i < n)%nat /\
    x = nth i s [] /\ y = nth i ys 0).
  { intros s x y. unfold qs. rewrite in_flat_map. split.
    - intros ([t ys] & I & E). apply in_map_iff in E as (i & E & J). apply in_seq in J.
      injection E as <- <- <-. exists ys, i. repeat split; [exact I|lia].
    - intros (ys & i & I & J & -> & ->). exists (s, ys). split; [exact I|]. apply in_map_iff.
      exists i. split; [reflexivity|apply in_seq; lia]. }
  assert (Lq : @length question qs = (n * N)%nat).
  { unfold qs, N, question. clear. induction data as [|p D IH]; cbn [flat_map length]; [lia|].
    rewrite app_length, map_length, seq_length, IH. lia. }
  clearbody qs. destruct (Core (map fst data) qs Pn PR) as (F1 & W & F2 & K).
  - intros s S. apply in_map_iff in S as ([t ys] & <- & S). destruct (H t ys S) as (A & _ & B & _).
    now split.
  - intros s x y Q. apply Qs in Q as (ys & i & I & J & -> & ->).
    destruct (H s ys I) as (A & B & T & Y).
    split; [now apply (in_map fst) in I|]. split; [apply nth_In; lia|apply Y, nth_In; lia].
  - intros s t x y z Q1 Q2 P. apply Qs in Q1 as (ys & i & I & J & -> & ->),
      Q2 as (zs & j & I' & J' & E & ->).
    destruct (H s ys I) as (A & _), (H t zs I') as (A' & _). apply (C s ys t zs); auto; lia.
  - cbn zeta in K. rewrite Lq, map_length in K. fold N b in K.
    destruct K as (T & P & Wd & Dp & B & K). exists F1, W, F2. cbn zeta.
    repeat (split; [assumption|]).
    intros X ys I. apply in_map_iff in I as ([s zs] & E & I). injection E as <- <-. cbn [fst snd].
    destruct (H s zs I) as (A & B' & _). destruct (K s (in_map fst _ _ I)) as (g & O & G).
    replace (map inject_Z zs) with (map (fun x => inject_Z (g x)) s); [exact O|].
    rewrite <- (map_map g inject_Z). f_equal. apply (nth_ext _ _ (g []) 0);
      [now rewrite map_length, A, B'|].
    rewrite map_length. intros i J. rewrite map_nth. apply G, Qs. exists zs, i.
    repeat split; auto; lia.
Qed.
End Tasks.
