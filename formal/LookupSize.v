(* Lemma C.1 for integers, with its sizes: N keys are looked up with 14 sqrt (N b) + 8 b numbers,
   where b = key bits + value bits + 3, and no number is longer than sqrt (N b) + b bits. *)
From Coq Require Import ZArith List Lia Bool Sorted Permutation Arith.
From Memlib Require Import Network Sums Blocks Reading Lookup.
Import ListNotations.
Open Scope Z_scope.

Lemma find_bucket_size kb vb k CS : forall w, (size_all (find_bucket kb vb k w CS) <= 6 * length
  CS)%nat.
Proof.
  induction CS as [|c CS IH]; intros w; [apply Nat.le_refl|]. cbn [find_bucket length].
  change (size_all (?a :: ?b)) with (size a + size_all b)%nat.
  specialize (IH (word kb vb (pad k c))).
  unfold step_at at 1, size at 1. cbn [fold_right length ins outs shift].
  destruct (_ =? 0), (_ =? 0); lia.
Qed.
Lemma find_bucket_length kb vb k CS : forall w, length (find_bucket kb vb k w CS) = length CS.
Proof. induction CS as [|c CS IH]; intros w; [reflexivity|]. cbn [find_bucket length].
now rewrite IH. Qed.
Lemma read_length r p n : length (read r p n) = n.
Proof. induction n as [|n IH]; [reflexivity|]. cbn [read length]. now rewrite IH. Qed.
Lemma read_entries_length kb vb k : length (read_entries kb vb k) = (k * (kb + vb + 1))%nat.
Proof.
  induction k as [|k IH]; [reflexivity|]. cbn [read_entries]. rewrite !app_length, !read_length.
  cbn [length]. lia.
Qed.
Lemma find_bucket_narrow kb vb k CS : forall w, forallb narrow (find_bucket kb vb k w CS) = true.
Proof. induction CS as [|c CS IH]; intros w; [reflexivity|]. cbn [find_bucket forallb].
now rewrite IH. Qed.
Lemma find_bucket_bounded kb vb k e CS : (entry_bits kb vb * k <= e)%nat -> (kb <= e)%nat ->
  Forall (fun c => good k c /\ Forall (fits_entry kb vb) c) CS ->
  forall w, 0 <= w < 2 ^ Z.of_nat (entry_bits kb vb * k) ->
  bounded (2 ^ Z.of_nat e) (find_bucket kb vb k w CS).
Proof.
  intros K V. induction 1 as [|c CS [[N L] F] H IH]; intros w W; [intros us u []|].
  cbn [find_bucket].
  pose proof (word_bound kb vb (pad k c) (pad_fits kb vb k c F)) as B.
  rewrite pad_length in B by exact L.
  apply bounded_cons; [|now apply IH]. pose proof (pow_mono _ _ K). pose proof (pow_mono _ _ V).
  assert (T : 0 <= first_key c < 2 ^ Z.of_nat kb).
  { destruct c as [|a c]; [easy|]. inversion F as [|? ? A]; subst. exact (proj1 A). }
  unfold step_at. pose proof (pow_pos e). each.
Qed.

(* k buckets' entries and m buckets, with m about sqrt (N b) and k about N / m. *)
Lemma balance N b : let m := Nat.sqrt_up (N * b) in let k := (N / m + 1)%nat in
  (0 < b)%nat -> (N <= m * k /\ k * b <= m + b)%nat.
Proof.
  intros m k B. destruct (Nat.eq_dec m 0) as [Z|Z].
  - assert (N * b = 0)%nat.
    { destruct (Nat.eq_dec (N * b) 0) as [E|E]; [exact E|]. pose proof (Nat.sqrt_up_pos (N * b)).
      fold m in H. lia. }
    assert (N = 0%nat) by nia. subst N. unfold k. rewrite Z. cbn. lia.
  - assert (S : (N * b <= m * m)%nat).
    { destruct (Nat.eq_dec (N * b) 0) as [E|E]; [lia|]. apply (Nat.sqrt_up_spec (N * b)); lia. }
    pose proof (Nat.div_mod N m Z). pose proof (Nat.mod_upper_bound N m Z). unfold k. split; [nia|].
    set (q := (N / m)%nat) in *. assert (q * b <= m)%nat; [|nia].
    destruct (Nat.le_gt_cases (q * b) m) as [L|L]; [exact L|]. exfalso. nia.
Qed.

(* Lemma C.1 for integers: every x finds its value, 0 where it is no key; the number of numbers,
   and their length. *)
Theorem lemma_C1 (kb vb : nat) (es : list (Z * Z)) :
  NoDup (map fst es) -> Forall (fits_entry kb vb) es ->
  let b := (kb + vb + 3)%nat in let m := Nat.sqrt_up (length es * b) in
  exists bs, forallb narrow bs = true /\ (size_all bs <= 14 * m + 8 * b)%nat /\
    bounded (2 ^ Z.of_nat (m + b)) bs /\ (length bs <= 2 * m + b)%nat /\
    forall x z, State x 0 0 0 0 z -> State x (found es x) 0 0 0 (run bs z).
Proof.
  intros N F b m. set (k := (length es / m + 1)%nat).
  destruct (balance (length es) b) as [L K]; [lia|]. fold m k in L, K.
  destruct (sort es N) as (es' & P & S). destruct (cut k es' m) as (CS & C & M & G).
  { now rewrite <- (Permutation_length P). }
  assert (FC : Forall (fun c => good k c /\ Forall (fits_entry kb vb) c) CS).
  { apply Forall_forall. intros c I. rewrite Forall_forall in G. split; [now apply G|].
    apply Forall_forall. intros e E. rewrite Forall_forall in F. apply F.
    apply (Permutation_in _ (Permutation_sym P)). rewrite <- C. apply in_concat. now exists c. }
  set (w0 := word kb vb (pad k [])).
  assert (W0 : w0 = 0).
  { unfold w0, pad. cbn [length app]. rewrite Nat.sub_0_r. clear.
    induction k as [|i IH]; [reflexivity|].
    cbn [repeat word fst snd]. rewrite IH. ring. }
  assert (E : (entry_bits kb vb * k <= m + b)%nat) by (unfold entry_bits; nia).
  exists (find_bucket kb vb k w0 CS ++ read_entries kb vb k). split; [|split; [|split; [|split]]].
  - now rewrite narrow_app, find_bucket_narrow, read_entries_narrow.
  - rewrite size_app. pose proof (find_bucket_size kb vb k CS w0).
    pose proof (read_entries_size kb vb k).
    assert (k * (8 * (kb + vb) + 19) <= 8 * (k * b))%nat by nia. lia.
  - apply bounded_app; [|apply read_entries_bounded; [exact E|lia]].
    apply find_bucket_bounded; [exact E|lia|exact FC|]. rewrite W0.
    pose proof (pow_pos (entry_bits kb vb * k)). lia.
  - rewrite app_length, find_bucket_length, read_entries_length.
    assert (k * (kb + vb + 1) <= k * b)%nat by (apply Nat.mul_le_mono_l; lia). lia.
  - intros x z H. rewrite run_app. rewrite <- (Z.add_0_l (found es x)).
    assert (H0 : State x 0 w0 0 0 z) by now rewrite W0.
    apply (lemma_G3 kb vb k CS G) in H0; [|now rewrite C].
    set (c := bucket [] CS x) in *.
    assert (Gc : (length c <= k)%nat /\ Forall (fits_entry kb vb) c).
    { unfold c. assert (A : forall CS c0, Forall (fun c => good k c /\
        Forall (fits_entry kb vb) c) CS ->
        (length c0 <= k)%nat /\ Forall (fits_entry kb vb) c0 ->
        (length (bucket c0 CS x) <= k)%nat /\ Forall (fits_entry kb vb) (bucket c0 CS x)).
      { clear. intros CS c0 H. revert c0. induction H as [|c CS [[_ L] F] H IH]; intros c0 I;
          [exact I|].
        cbn [bucket]. destruct (_ <=? x); [now apply IH|exact I]. }
      apply A; [exact FC|]. cbn. split; [lia|constructor]. }
    destruct Gc as [Lc Fc].
    replace (found es x) with (found (pad k c) x).
    + rewrite <- (pad_length k c Lc) at 2. apply lemma_G6; [now apply pad_fits|exact H0].
    + rewrite found_pad, (found_permutation es es' x P), <- C. unfold c.
      now rewrite (bucket_holds k CS G [] x) by (now rewrite C).
Qed.
