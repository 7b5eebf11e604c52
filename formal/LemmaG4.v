(* Lemma G.4, bits by folding. First in integers: heights are counted in units of 1 / 2^(n+2), so
   that 1 is the height M = 2^(n+2), near = 4 u + 1 and far = 4 u + 2. *)
From Coq Require Import QArith Qminmax ZArith List Bool Lia.
From Memlib Require Import LemmaG.
Open Scope Z_scope.

Definition relu (x : Z) : Z := Z.max 0 x.
Definition tri (M y : Z) := relu (relu (2 * y) - relu (4 * y - 2 * M)).
Fixpoint iter (i : nat) (M y : Z) : Z := match i with O => y | S i => tri M (iter i M y) end.
(* Bit i of a word of n bits; i = 1 is the most significant. *)
Definition bit (n i : nat) (u : Z) := (u / 2 ^ (Z.of_nat n - Z.of_nat i)) mod 2.

(* In closed form: after i folds y lies 2^i y mod M above a multiple of M; where the quotient is
   odd, the height is mirrored. *)
Definition wave (M x : Z) := if Z.even (x / M) then x mod M else M - x mod M.
Lemma tri_wave M x : 0 < M -> 0 <= x -> tri M (wave M x) = wave M (2 * x).
Proof.
  intros P X. unfold wave, tri, relu.
  pose proof (Z.div_mod x M ltac:(lia)) as E. pose proof (Z.mod_pos_bound x M P) as B.
  set (q := x / M) in *. set (r := x mod M) in *.
  destruct (Z_lt_le_dec (2 * r) M) as [L|L].
  - assert (Q : (2 * x) / M = 2 * q) by (symmetry; apply (Z.div_unique _ _ _ (2 * r)); lia).
    assert (R : (2 * x) mod M = 2 * r) by (symmetry; apply (Z.mod_unique _ _ (2 * q)); lia).
    rewrite Q, R, Z.even_mul. change (Z.even 2) with true. cbn [orb]. destruct (Z.even q); lia.
  - assert (Q : (2 * x) / M = 2 * q + 1) by (symmetry; apply (Z.div_unique _ _ _ (2 * r - M)); lia).
    assert (R : (2 * x) mod M = 2 * r - M) by (symmetry; apply (Z.mod_unique _ _ (2 * q + 1)); lia).
    rewrite Q, R, Z.even_add, Z.even_mul. change (Z.even 2) with true.
    change (Z.even 1) with false. cbn [orb eqb]. destruct (Z.even q); cbn [eqb]; lia.
Qed.
Lemma iter_wave i M y : 0 < M -> 0 <= y < M -> iter i M y = wave M (2 ^ Z.of_nat i * y).
Proof.
  intros P Y. induction i as [|i IH].
  - change (2 ^ Z.of_nat 0) with 1. cbn [iter]. unfold wave.
    rewrite Z.mul_1_l, Z.div_small, Z.mod_small by lia. reflexivity.
  - cbn [iter]. rewrite IH, tri_wave by nia. rewrite Nat2Z.inj_succ, Z.pow_succ_r by lia. f_equal.
    ring.
Qed.
Lemma bit_extraction n i u : (1 <= i <= n)%nat -> 0 <= u < 2 ^ Z.of_nat n ->
  let M := 2 ^ (Z.of_nat n + 2) in
  relu (iter i M (4 * u + 1) - iter i M (4 * u + 2)) = 2 ^ Z.of_nat i * bit n i u.
Proof.
  intros I U M. assert (E : M = 4 * 2 ^ Z.of_nat n) by (unfold M; rewrite Z.pow_add_r by lia; lia).
  rewrite !iter_wave by lia. unfold bit, wave, relu.
  set (p := 2 ^ Z.of_nat i). set (s := 2 ^ (Z.of_nat n - Z.of_nat i)).
  assert (PS : p * s = 2 ^ Z.of_nat n) by (unfold p, s; rewrite <- Z.pow_add_r by lia; f_equal;
    lia).
  assert (0 < p) by (apply Z.pow_pos_nonneg; lia). assert (0 < s) by (apply Z.pow_pos_nonneg; lia).
  pose proof (Z.div_mod u s ltac:(lia)) as D. pose proof (Z.mod_pos_bound u s ltac:(lia)) as B.
  set (q := u / s) in *. set (r := u mod s) in *.
  assert (K : forall k, k = 1 \/ k = 2 ->
    (p * (4 * u + k)) / M = q /\ (p * (4 * u + k)) mod M = p * (4 * r + k)).
  { intros k Hk. assert (0 <= p * (4 * r + k) < M) by (rewrite E, <- PS; nia).
    assert (p * (4 * u + k) = M * q + p * (4 * r + k)) by (rewrite E, <- PS, D; ring).
    split; symmetry; [apply (Z.div_unique _ _ _ (p * (4 * r + k))) | apply (Z.mod_unique _ _ q)];
      lia. }
  destruct (K 1 ltac:(lia)) as [-> ->], (K 2 ltac:(lia)) as [-> ->].
  rewrite Zmod_even. destruct (Z.even q); nia.
Qed.


(* Then as the book states it: the triangle map on [0, 1], folded i times. *)
Open Scope Q_scope.
Definition psi (z : Q) : Q := ramp (ramp (2 * z) - ramp (4 * z - 2)).
Fixpoint psi_iter (i : nat) (z : Q) : Q := match i with O => z | S i => psi (psi_iter i z) end.

Lemma ramp_over a (M : positive) : ramp (a # M) == relu a # M.
Proof.
  unfold ramp, relu. destruct (Z_le_gt_dec 0 a).
  - rewrite Q.max_r, Z.max_r by (try (unfold Qle; simpl); lia). reflexivity.
  - rewrite Q.max_l, Z.max_l by (try (unfold Qle; simpl); lia). reflexivity.
Qed.
Global Instance ramp_proper : Proper (Qeq ==> Qeq) ramp.
Proof. intros a b H. unfold ramp. now rewrite H. Qed.
Lemma minus_over a b (M : positive) : (a # M) - (b # M) == a - b # M.
Proof. unfold Qeq, Qminus, Qplus. simpl. lia. Qed.
Lemma psi_over a (M : positive) : psi (a # M) == tri (Zpos M) a # M.
Proof.
  unfold psi, tri. setoid_replace (2 * (a # M)) with (2 * a # M) by (unfold Qeq; simpl; lia).
  setoid_replace (4 * (a # M) - 2) with (4 * a - 2 * Zpos M # M) by (unfold Qeq; simpl; lia).
  now rewrite !ramp_over, minus_over, ramp_over.
Qed.
Lemma psi_iter_over i a (M : positive) : psi_iter i (a # M) == iter i (Zpos M) a # M.
Proof.
  induction i as [|i IH]; [reflexivity|]. cbn [psi_iter iter]. rewrite <- psi_over.
  unfold psi. now rewrite IH.
Qed.

(* The point near is u / 2^n + 1 / 2^(n+2), far is u / 2^n + 1 / 2^(n+1); folded i times, their
   difference shows bit i of u. *)
Theorem lemma_G4 (n i : nat) (u : Z) (M := Z.to_pos (2 ^ (Z.of_nat n + 2))) :
  (1 <= i <= n)%nat -> (0 <= u < 2 ^ Z.of_nat n)%Z ->
  let near := 4 * u + 1 # M in let far := 4 * u + 2 # M in
  ramp ((2 ^ (Z.of_nat n + 2 - Z.of_nat i) # 1) * (psi_iter i near - psi_iter i far))
    == inject_Z (bit n i u).
Proof.
  intros I U near far. unfold near, far. rewrite !psi_iter_over.
  assert (P : (Zpos M = 2 ^ (Z.of_nat n + 2))%Z) by (apply Z2Pos.id, Z.pow_pos_nonneg; lia).
  pose proof (bit_extraction n i u I U) as B. cbv zeta in B. rewrite <- P in B.
  set (x := iter i (Zpos M) (4 * u + 1)) in *. set (y := iter i (Zpos M) (4 * u + 2)) in *.
  set (p := (2 ^ (Z.of_nat n + 2 - Z.of_nat i))%Z).
  assert (Pp : (0 < p)%Z) by (apply Z.pow_pos_nonneg; lia).
  assert (E : (p * 2 ^ Z.of_nat i = Zpos M)%Z) by (rewrite P; unfold p;
    rewrite <- Z.pow_add_r by lia; f_equal; lia).
  rewrite minus_over. setoid_replace ((p # 1) * (x - y # M)) with (p * (x - y) # M) by reflexivity.
  rewrite ramp_over. assert (R : (relu (p * (x - y)) = p * relu (x - y))%Z).
  { unfold relu. rewrite <- Z.mul_max_distr_nonneg_l, Z.mul_0_r by lia. reflexivity. }
  rewrite R, B. unfold Qeq, inject_Z. cbn [Qnum Qden]. rewrite <- E. ring.
Qed.
