(* Finite sums with brackets over integer ranges, with values in any commutative ring, and the rules that
   the proof below replays. Nothing is assumed: every rule is proved here, from the standard library alone. *)
Require Import ZArith List Lia Permutation Ring Bool.
Import ListNotations.
Open Scope Z_scope.

(* ---- Integers: one condition from another that is the same polynomial ---- *)
Lemma nonneg_by p q : 0 <= p -> q = p -> 0 <= q. Proof. lia. Qed.
Lemma zero_by p q : p = 0 -> q = p -> q = 0. Proof. lia. Qed.
Lemma zero_by_opposite p q : p = 0 -> q = - p -> q = 0. Proof. lia. Qed.
Lemma equal_by p a b : p = 0 -> a - b = p -> a = b. Proof. lia. Qed.
Lemma equal_by_opposite p a b : p = 0 -> a - b = - p -> a = b. Proof. lia. Qed.
Lemma nonneg_of_le a b p : a <= b -> p = b - a -> 0 <= p. Proof. lia. Qed.
Lemma nonneg_of_lt a b p : a < b -> p = b - a - 1 -> 0 <= p. Proof. lia. Qed.
Lemma zero_of_eq a b p : a = b -> p = a - b -> p = 0. Proof. lia. Qed.
Lemma zero_of_eq_opposite a b p : a = b -> p = b - a -> p = 0. Proof. lia. Qed.
Lemma point_of a v : a <= v -> v < a + 1 -> v = a. Proof. lia. Qed.
Lemma point_low v e : v = e -> e <= v. Proof. lia. Qed.
Lemma point_high v e : v = e -> v < e + 1. Proof. lia. Qed.
Lemma le_by p a b : 0 <= p -> p = b - a -> a <= b. Proof. lia. Qed.
Lemma lt_by p a b : 0 <= p -> p = b - a - 1 -> a < b. Proof. lia. Qed.
Lemma eq_by p a b : p = 0 -> p = a - b -> a = b. Proof. lia. Qed.

(* ---- Integers: hints, which give back what a linear reading of products loses ---- *)
Lemma refute_nonneg p : (0 <= -1 - p -> False) -> 0 <= p.
Proof. intro H. destruct (Z_lt_le_dec p 0); [exfalso; apply H; lia | assumption]. Qed.
Lemma refute_zero p : (0 <= -1 - p \/ 0 <= p - 1 -> False) -> p = 0.
Proof. intro H. destruct (Z.eq_dec p 0); [assumption | exfalso; apply H; lia]. Qed.
Lemma one_or_other p : 0 <= p \/ 0 <= -1 - p. Proof. lia. Qed.
Lemma positive_product a b : 0 <= a - 1 -> 0 <= b - 1 -> 0 <= a * b - 1. Proof. nia. Qed.
Lemma nonneg_product a b : 0 <= a -> 0 <= b -> 0 <= a * b. Proof. apply Z.mul_nonneg_nonneg. Qed.
Lemma zero_product a b : b = 0 -> a * b = 0. Proof. intros ->; apply Z.mul_0_r. Qed.
Lemma strip_nonneg f p : 0 <= f - 1 -> 0 <= f * p -> 0 <= p. Proof. nia. Qed.
Lemma strip_zero f p : 0 <= f - 1 -> f * p = 0 -> p = 0. Proof. nia. Qed.
Lemma strip_negative f p : 0 <= f - 1 -> 0 <= -1 - f * p -> 0 <= -1 - p. Proof. nia. Qed.
Lemma trichotomy f p : 0 <= f - 1 ->
  (p = 0 /\ f * p = 0) \/ (0 <= p - 1 /\ 0 <= f * p - f) \/ (0 <= -1 - p /\ 0 <= - f - f * p).
Proof. intro H. destruct (Z.lt_trichotomy p 0) as [?|[?|?]]; nia. Qed.

(* ---- Integers: quotients ---- *)
Lemma quotient_low e n : 0 <= n - 1 -> 0 <= e - n * (e / n).
Proof. intro H. pose proof (Z.mul_div_le e n). lia. Qed.
Lemma quotient_high e n : 0 <= n - 1 -> 0 <= n - (e - n * (e / n)) - 1.
Proof. intro H. pose proof (Z.mod_pos_bound e n). rewrite Z.mod_eq in *; lia. Qed.
Lemma quotient_unique e n q r : e - (n * q + r) = 0 -> 0 <= r -> 0 <= n - r - 1 -> e / n = q.
Proof. intros. symmetry. apply (Z.div_unique e n q r); lia. Qed.
Lemma positive_by_sum p q n : 0 <= p -> 0 <= q -> n - 1 = p + q -> 0 <= n - 1. Proof. lia. Qed.
Lemma quotient_exact e n q : 0 <= n - 1 -> e - n * q = 0 -> q = e / n.
Proof. intros. apply Z.div_unique_exact; lia. Qed.

(* ---- Integer ranges ---- *)
Definition zrange (a b : Z) : list Z := map (fun n => a + Z.of_nat n) (seq 0 (Z.to_nat (b - a))).

Lemma in_zrange a b z : In z (zrange a b) <-> a <= z < b.
Proof.
  unfold zrange. rewrite in_map_iff. split.
  - intros (n & <- & H). apply in_seq in H. lia.
  - intro H. exists (Z.to_nat (z - a)). rewrite in_seq. lia.
Qed.

Lemma nodup_map {A B} (f : A -> B) l :
  NoDup l -> (forall a b, In a l -> In b l -> f a = f b -> a = b) -> NoDup (map f l).
Proof.
  induction 1 as [|a l Ha Hl IH]; simpl; intro inj; constructor.
  - rewrite in_map_iff. intros (b & E & Hb). apply inj in E; [subst; contradiction | auto | auto].
  - apply IH. intros; apply inj; auto.
Qed.

Lemma nodup_zrange a b : NoDup (zrange a b).
Proof. apply nodup_map; [apply seq_NoDup | intros; lia]. Qed.

Lemma nodup_app {A} (l m : list A) : NoDup l -> NoDup m -> (forall a, In a l -> ~ In a m) -> NoDup (l ++ m).
Proof.
  induction 1 as [|a l Ha Hl IH]; simpl; intros Hm D; [exact Hm|]. constructor.
  - rewrite in_app_iff. intros [?|?]; [contradiction | apply (D a); auto].
  - apply IH; auto.
Qed.

Lemma nodup_flat_map {A B} (f : A -> list B) l :
  NoDup l -> (forall a, In a l -> NoDup (f a)) ->
  (forall a b c, In a l -> In b l -> In c (f a) -> In c (f b) -> a = b) -> NoDup (flat_map f l).
Proof.
  induction 1 as [|a l Ha Hl IH]; simpl; intros N D; [constructor|]. apply nodup_app; auto.
  - apply IH; [auto | intros; eapply D; eauto].
  - intros c Hc Hd. apply in_flat_map in Hd. destruct Hd as (b & Hb & Hd).
    assert (a = b) by (eapply D; eauto). subst. contradiction.
Qed.

Section Ring.
Variable R : Type.
Variables (rO rI : R) (radd rmul rsub : R -> R -> R) (ropp : R -> R).
Variable RT : ring_theory rO rI radd rmul rsub ropp eq.
Add Ring R_ring : RT.
Notation "x [+] y" := (radd x y) (at level 50, left associativity).
Notation "x [*] y" := (rmul x y) (at level 40, left associativity).

Fixpoint bigsum {A} (l : list A) (f : A -> R) : R :=
  match l with [] => rO | a :: l => f a [+] bigsum l f end.

(* ---- What a statement is made of: the sum over a <= i < b, the bracket, an integer as an element ---- *)
Definition Sum (a b : Z) (f : Z -> R) : R := bigsum (zrange a b) f.
Definition bracket (b : bool) (e : R) : R := if b then e else rO.
Definition of_Z (z : Z) : R :=
  match z with
  | Z0 => rO
  | Zpos p => Pos.iter (radd rI) rO p
  | Zneg p => ropp (Pos.iter (radd rI) rO p)
  end.

Lemma of_Z_0 : of_Z 0 = rO. Proof. reflexivity. Qed.
Lemma of_Z_1 : of_Z 1 = rI. Proof. simpl. ring. Qed.
Lemma of_Z_succ z : of_Z (Z.succ z) = rI [+] of_Z z.
Proof.
  destruct z as [|p|p]; [simpl; ring | simpl; rewrite Pos.add_1_r; apply Pos.iter_succ |].
  destruct p as [|p] using Pos.peano_ind; [simpl; ring|].
  replace (Z.succ (Z.neg (Pos.succ p))) with (Z.neg p) by lia. simpl. rewrite Pos.iter_succ. ring.
Qed.
Lemma of_Z_add a b : of_Z (a + b) = of_Z a [+] of_Z b.
Proof.
  revert a. apply Z.bi_induction; [intros ? ? ->; tauto | simpl; ring |].
  intro a. rewrite Z.add_succ_l, !of_Z_succ. split; intro H; [rewrite H; ring|].
  transitivity (ropp rI [+] (rI [+] of_Z (a + b))); [ring | rewrite H; ring].
Qed.
Lemma of_Z_mul a b : of_Z (a * b) = of_Z a [*] of_Z b.
Proof.
  revert a. apply Z.bi_induction; [intros ? ? ->; tauto | simpl; ring |].
  intro a. rewrite Z.mul_succ_l, of_Z_add, of_Z_succ. split; intro H; [rewrite H; ring|].
  transitivity ((of_Z (a * b) [+] of_Z b) [+] ropp (of_Z b)); [ring | rewrite H; ring].
Qed.

(* ---- Sums over lists ---- *)
Lemma bigsum_ext {A} (l : list A) f g : (forall a, In a l -> f a = g a) -> bigsum l f = bigsum l g.
Proof. induction l; simpl; intros H; [reflexivity|]. rewrite H, IHl; auto. Qed.
Lemma bigsum_app {A} (l m : list A) f : bigsum (l ++ m) f = bigsum l f [+] bigsum m f.
Proof. induction l; simpl; [ring | rewrite IHl; ring]. Qed.
Lemma bigsum_map {A B} (h : A -> B) l f : bigsum (map h l) f = bigsum l (fun a => f (h a)).
Proof. induction l; simpl; [reflexivity | rewrite IHl; reflexivity]. Qed.
Lemma bigsum_flat_map {A B} (h : A -> list B) l f :
  bigsum (flat_map h l) f = bigsum l (fun a => bigsum (h a) f).
Proof. induction l; simpl; [reflexivity | rewrite bigsum_app, IHl; reflexivity]. Qed.
Lemma bigsum_permutation {A} (l m : list A) f : Permutation l m -> bigsum l f = bigsum m f.
Proof. induction 1; simpl; try rewrite IHPermutation; try ring. congruence. Qed.
Lemma bigsum_zero {A} (l : list A) : bigsum l (fun _ => rO) = rO.
Proof. induction l; simpl; [reflexivity | rewrite IHl; ring]. Qed.
Lemma bigsum_add {A} (l : list A) f g : bigsum l (fun a => f a [+] g a) = bigsum l f [+] bigsum l g.
Proof. induction l; simpl; [ring | rewrite IHl; ring]. Qed.
Lemma bigsum_constant a b e : 0 <= b - a -> bigsum (zrange a b) (fun _ => e) = of_Z (b - a) [*] e.
Proof.
  intro H. unfold zrange. rewrite bigsum_map. rewrite <- (Z2Nat.id (b - a) H) at 2.
  generalize 0%nat. induction (Z.to_nat (b - a)) as [|n IH]; intro k; [simpl; ring|].
  rewrite Nat2Z.inj_succ, of_Z_succ. simpl. rewrite IH. ring.
Qed.

(* ---- What a sum is: v adds the terms F over all points where C holds, and these are finitely many ---- *)
Definition value {A} (v : R) (C : A -> Prop) (F : A -> R) : Prop :=
  exists l, NoDup l /\ (forall a, In a l <-> C a) /\ v = bigsum l F.

Lemma value_unique {A} v u (C : A -> Prop) F : value v C F -> value u C F -> v = u.
Proof.
  intros (l & Nl & Hl & ->) (m & Nm & Hm & ->). apply bigsum_permutation, NoDup_Permutation; auto.
  intro a. rewrite Hl, Hm. tauto.
Qed.

Lemma value_map {A B} v (C : A -> Prop) F (D : B -> Prop) G (f : A -> B) (g : B -> A) :
  value v C F ->
  (forall a, C a -> D (f a) /\ g (f a) = a /\ F a = G (f a)) ->
  (forall b, D b -> C (g b) /\ f (g b) = b) -> value v D G.
Proof.
  intros (l & N & H & ->) there back. exists (map f l). repeat split.
  - apply nodup_map; [exact N|]. intros a b Ha Hb E. apply H in Ha, Hb.
    destruct (there a Ha) as (_ & <- & _), (there b Hb) as (_ & <- & _). congruence.
  - rewrite in_map_iff. intros (b & <- & Hb). apply there, H, Hb.
  - intro Ha. rewrite in_map_iff. exists (g a). rewrite H. destruct (back a Ha); auto.
  - rewrite bigsum_map. apply bigsum_ext. intros a Ha. apply there, H, Ha.
Qed.

Lemma value_point b e : value (bracket b e) (fun _ : unit => b = true) (fun _ => e).
Proof.
  destruct b; [exists [tt] | exists []]; repeat split; simpl; try ring; try easy.
  - repeat constructor. easy.
  - destruct a; auto.
  - constructor.
Qed.

Lemma value_sum {A} a b f (C : Z -> A -> Prop) F :
  (forall i, value (f i) (C i) (F i)) ->
  value (Sum a b f) (fun p => a <= fst p < b /\ C (fst p) (snd p)) (fun p => F (fst p) (snd p)).
Proof.
  intro H. unfold Sum.
  enough (G : forall l, NoDup l -> value (bigsum l f)
      (fun p => In (fst p) l /\ C (fst p) (snd p)) (fun p => F (fst p) (snd p))).
  { destruct (G _ (nodup_zrange a b)) as (m & N & Hm & E). exists m. split; [exact N | split; [|exact E]].
    intro p. rewrite Hm, in_zrange. reflexivity. }
  induction 1 as [|i l Hi Nl (m & Nm & Hm & E)].
  - exists []. split; [constructor | split; [|reflexivity]]. simpl. tauto.
  - destruct (H i) as (k & Nk & Hk & Ei). exists (map (pair i) k ++ m). split; [|split].
    + apply nodup_app; [apply nodup_map; [exact Nk | congruence] | exact Nm |].
      intros p Hp Hq. apply in_map_iff in Hp. destruct Hp as (c & <- & _). apply Hm in Hq. simpl in Hq. tauto.
    + intros (j & c). rewrite in_app_iff, in_map_iff, Hm. simpl. split.
      * intros [(d & E' & Hd)|Hd]; [|tauto]. inversion E'; subst. rewrite <- Hk. tauto.
      * intros ([<-|Hj] & Hc); [left; exists c; rewrite Hk; tauto | tauto].
    + rewrite bigsum_app, bigsum_map. simpl. rewrite Ei, E. reflexivity.
Qed.

(* ---- The rules ---- *)
Theorem reindex {A B} v u (C : A -> Prop) F (D : B -> Prop) G (f : A -> B) (g : B -> A) :
  value v C F -> value u D G ->
  (forall a, C a -> D (f a) /\ g (f a) = a /\ F a = G (f a)) ->
  (forall b, D b -> C (g b) /\ f (g b) = b) -> v = u.
Proof. intros Hv Hu there back. eapply value_unique; [eapply value_map; eauto | exact Hu]. Qed.

Theorem value_add {A} v u (C : A -> Prop) F G :
  value v C F -> value u C G -> value (v [+] u) C (fun a => F a [+] G a).
Proof.
  intros (l & Nl & Hl & ->) (m & Nm & Hm & ->). exists l. repeat split; auto; try apply Hl.
  rewrite bigsum_add. f_equal. apply bigsum_permutation, NoDup_Permutation; auto.
  intro a. rewrite Hl, Hm. tauto.
Qed.

Theorem value_zero {A} v (C : A -> Prop) F : value v C F -> value rO C (fun _ => rO).
Proof. intros (l & N & H & _). exists l. rewrite bigsum_zero. auto. Qed.

Theorem same_terms {A} v u (C : A -> Prop) F G :
  value v C F -> value u C G -> (forall a, C a -> F a = G a) -> v = u.
Proof. intros Hv Hu E. apply (reindex v u C F C G (fun a => a) (fun a => a)); auto. Qed.

Theorem split_sum {A} v v1 v2 (C C1 C2 : A -> Prop) F :
  value v C F -> value v1 C1 F -> value v2 C2 F ->
  (forall a, C a -> C1 a \/ C2 a) -> (forall a, C1 a -> C a) -> (forall a, C2 a -> C a /\ ~ C1 a) ->
  v = v1 [+] v2.
Proof.
  intros Hv (l & Nl & Hl & ->) (m & Nm & Hm & ->) H H1 H2. rewrite <- bigsum_app.
  apply (value_unique v _ C F Hv). exists (l ++ m). repeat split.
  - apply nodup_app; auto. intros a Ha Hb. apply Hl in Ha. apply Hm, H2 in Hb. tauto.
  - rewrite in_app_iff, Hl, Hm. intros [?|?]; [apply H1 | apply H2]; auto.
  - rewrite in_app_iff, Hl, Hm. apply H.
Qed.

Theorem count_index {A B} v u (C : A -> Prop) F (D : B -> Prop) G E (low high : B -> Z)
    (h : Z -> B -> A) (index : A -> Z) (rest : A -> B) :
  value v C F -> value u D G ->
  (forall a, C a -> D (rest a) /\ low (rest a) <= index a <= high (rest a)
    /\ h (index a) (rest a) = a /\ F a = E (rest a)) ->
  (forall i b, D b -> low b <= i <= high b -> C (h i b) /\ index (h i b) = i /\ rest (h i b) = b) ->
  (forall b, D b -> 0 <= high b - low b + 1 /\ G b = of_Z (high b - low b + 1) [*] E b) -> v = u.
Proof.
  intros Hv (l & N & Hl & ->) there back size. apply (value_unique v _ C F Hv).
  exists (flat_map (fun b => map (fun i => h i b) (zrange (low b) (high b + 1))) l). repeat split.
  - apply nodup_flat_map; [exact N | |].
    + intros b Hb. apply Hl in Hb. apply nodup_map; [apply nodup_zrange|].
      intros i j Hi Hj E'. apply in_zrange in Hi, Hj.
      destruct (back i b Hb) as (_ & Ri & _); [lia|]. destruct (back j b Hb) as (_ & Rj & _); [lia | congruence].
    + intros b c a Hb Hc Ha Ha'. apply Hl in Hb, Hc. apply in_map_iff in Ha, Ha'.
      destruct Ha as (i & <- & Hi), Ha' as (j & E' & Hj). apply in_zrange in Hi, Hj.
      destruct (back i b Hb) as (_ & _ & Rb); [lia|]. destruct (back j c Hc) as (_ & _ & Rc); [lia | congruence].
  - rewrite in_flat_map. intros (b & Hb & Ha). apply Hl in Hb. apply in_map_iff in Ha.
    destruct Ha as (i & <- & Hi). apply in_zrange in Hi. apply back; auto. lia.
  - intro Ha. destruct (there a Ha) as (Hd & Hi & E' & _). apply in_flat_map. exists (rest a).
    rewrite Hl. split; [exact Hd|]. apply in_map_iff. exists (index a). rewrite in_zrange. split; [exact E' | lia].
  - rewrite bigsum_flat_map. apply bigsum_ext. intros b Hb. apply Hl in Hb. destruct (size b Hb) as (L & ->).
    replace (high b - low b + 1) with (high b + 1 - low b) in * by ring.
    rewrite <- bigsum_constant by exact L. rewrite bigsum_map. apply bigsum_ext. intros i Hi.
    apply in_zrange in Hi. destruct (back i b Hb) as (Hc & _ & Er); [lia|].
    destruct (there _ Hc) as (_ & _ & _ & ->). rewrite Er. reflexivity.
Qed.

(* ---- Products of sums ---- *)
Lemma bigsum_times {A} (l : list A) f e : bigsum l (fun a => f a [*] e) = bigsum l f [*] e.
Proof. induction l; simpl; [ring | rewrite IHl; ring]. Qed.
Lemma bigsum_by {A} (l : list A) f e : bigsum l (fun a => e [*] f a) = e [*] bigsum l f.
Proof. induction l; simpl; [ring | rewrite IHl; ring]. Qed.

Theorem product_sum {A B P} w v u (E : P -> Prop) H (C : A -> Prop) F (D : B -> Prop) G
    (one : P -> A) (other : P -> B) (both : A -> B -> P) :
  value w E H -> value v C F -> value u D G ->
  (forall p, E p -> C (one p) /\ D (other p) /\ both (one p) (other p) = p
    /\ H p = F (one p) [*] G (other p)) ->
  (forall a b, C a -> D b -> E (both a b) /\ one (both a b) = a /\ other (both a b) = b) ->
  w = v [*] u.
Proof.
  intros Hw (l & Nl & Hl & ->) (m & Nm & Hm & ->) there back. apply (value_unique w _ E H Hw).
  exists (flat_map (fun a => map (both a) m) l). split; [|split].
  - apply nodup_flat_map; [exact Nl | |].
    + intros a Ha. apply Hl in Ha. apply nodup_map; [exact Nm|]. intros b c Hb Hc E'. apply Hm in Hb, Hc.
      destruct (back a b Ha Hb) as (_ & _ & <-), (back a c Ha Hc) as (_ & _ & <-). congruence.
    + intros a b p Ha Hb Hp Hq. apply in_map_iff in Hp, Hq.
      destruct Hp as (c & <- & Hc), Hq as (d & E' & Hd). apply Hl in Ha, Hb. apply Hm in Hc, Hd.
      destruct (back a c Ha Hc) as (_ & <- & _), (back b d Hb Hd) as (_ & <- & _). congruence.
  - intro p. rewrite in_flat_map. split.
    + intros (a & Ha & Hp). apply in_map_iff in Hp. destruct Hp as (b & <- & Hb).
      apply Hl in Ha. apply Hm in Hb. apply back; assumption.
    + intro Hp. destruct (there p Hp) as (Ha & Hb & E' & _). exists (one p). split; [apply Hl, Ha|].
      apply in_map_iff. exists (other p). split; [exact E' | apply Hm, Hb].
  - symmetry. rewrite bigsum_flat_map, <- bigsum_times. apply bigsum_ext. intros a Ha. apply Hl in Ha.
    rewrite bigsum_map, <- bigsum_by. apply bigsum_ext. intros b Hb. apply Hm in Hb.
    destruct (back a b Ha Hb) as (He & E1 & E2), (there _ He) as (_ & _ & _ & E3). rewrite E3, E1, E2. reflexivity.
Qed.

(* ---- Sums over what stood free: V adds v b over all b where K holds, of which finitely many matter ---- *)
Definition spread {B} (V : R) (K : B -> Prop) (v : B -> R) : Prop :=
  exists l, (forall b, In b l -> K b) /\
    forall m, NoDup m -> incl l m -> (forall b, In b m -> K b) -> V = bigsum m v.

Lemma spread_zero {B} (K : B -> Prop) : spread rO K (fun _ => rO).
Proof. exists []. split; [intros b []|]. intros m _ _ _. symmetry. apply bigsum_zero. Qed.
Lemma spread_add {B} V U (K : B -> Prop) v u :
  spread V K v -> spread U K u -> spread (V [+] U) K (fun b => v b [+] u b).
Proof.
  intros (l & Kl & Hl) (m & Km & Hm). exists (l ++ m). split.
  - intros b Hb. apply in_app_iff in Hb. destruct Hb; auto.
  - intros n Nn I Kn. rewrite bigsum_add, <- (Hl n), <- (Hm n); auto; intros b Hb; apply I, in_app_iff; auto.
Qed.

Theorem spread_sum {A B P} V (K : B -> Prop) v (C : B -> A -> Prop) F (E : P -> Prop) H
    (outer : P -> B) (inner : P -> A) (both : B -> A -> P) :
  value V E H -> (forall b, value (v b) (C b) (F b)) ->
  (forall p, E p -> K (outer p) /\ C (outer p) (inner p) /\ both (outer p) (inner p) = p
    /\ H p = F (outer p) (inner p)) ->
  (forall b a, K b -> C b a -> E (both b a) /\ outer (both b a) = b /\ inner (both b a) = a) ->
  spread V K v.
Proof.
  intros (l & Nl & Hl & ->) Hv there back. exists (map outer l). split.
  { intros b Hb. apply in_map_iff in Hb. destruct Hb as (p & <- & Hp). apply there, Hl, Hp. }
  intros m Nm Im Km. apply (value_unique _ _ (fun p => E p /\ In (outer p) m) H).
  { exists l. split; [exact Nl | split; [|reflexivity]]. intro p. rewrite Hl. split; [|tauto].
    intro Hp. split; [exact Hp|]. apply Im, in_map, Hl, Hp. }
  clear Im. induction Nm as [|b m Hb Nm IH].
  { exists []. split; [constructor | split; [|reflexivity]]. intro p. simpl. tauto. }
  destruct IH as (k & Nk & Hk & Ek); [intros c Hc; apply Km; right; exact Hc|].
  destruct (Hv b) as (j & Nj & Hj & Ej). assert (Kb : K b) by (apply Km; left; reflexivity).
  exists (map (both b) j ++ k). split; [|split].
  - apply nodup_app; [apply nodup_map; [exact Nj|] | exact Nk |].
    + intros a c Ha Hc E'. apply Hj in Ha, Hc.
      destruct (back b a Kb Ha) as (_ & _ & <-), (back b c Kb Hc) as (_ & _ & <-). congruence.
    + intros p Hp Hq. apply in_map_iff in Hp. destruct Hp as (a & <- & Ha). apply Hj in Ha. apply Hk in Hq.
      destruct (back b a Kb Ha) as (_ & E' & _), Hq as (_ & Hq). rewrite E' in Hq. contradiction.
  - intro p. rewrite in_app_iff, in_map_iff, Hk. simpl. split.
    + intros [(a & <- & Ha)|(Hp & Hq)]; [|auto]. apply Hj in Ha.
      destruct (back b a Kb Ha) as (He & E' & _). rewrite E'. auto.
    + intros (Hp & [E'|Hq]); [left | auto]. destruct (there p Hp) as (_ & Hc & Eb & _).
      exists (inner p). split; [rewrite E'; exact Eb | apply Hj; rewrite E'; exact Hc].
  - simpl. rewrite bigsum_app, bigsum_map, Ej, Ek. f_equal. apply bigsum_ext. intros a Ha. apply Hj in Ha.
    destruct (back b a Kb Ha) as (He & E1 & E2), (there _ He) as (_ & _ & _ & E3). rewrite E3, E1, E2. reflexivity.
Qed.

Theorem spread_equal {B} (same : forall a b : B, {a = b} + {a <> b}) V U (K : B -> Prop) v u :
  spread V K v -> spread U K u -> (forall b, K b -> v b = u b) -> V = U.
Proof.
  intros (l & Kl & Hl) (m & Km & Hm) E.
  assert (Kn : forall b, In b (nodup same (l ++ m)) -> K b).
  { intros b Hb. apply nodup_In, in_app_iff in Hb. destruct Hb; auto. }
  rewrite (Hl (nodup same (l ++ m))), (Hm (nodup same (l ++ m))); auto using NoDup_nodup;
    try (intros b Hb; apply nodup_In, in_app_iff; auto).
  apply bigsum_ext. auto.
Qed.

(* ---- Any number of axes, each with the same letters: `one` is a sum on one axis, over what is read there ---- *)
Fixpoint tuple (n : nat) : Type := match n with O => unit | S n => (Z * tuple n)%type end.
Lemma tuple_dec n : forall a b : tuple n, {a = b} + {a <> b}.
Proof. induction n; simpl; [intros [] []; auto | decide equality; apply Z.eq_dec]. Qed.
Fixpoint function (n : nat) (T : Type) : Type := match n with O => T | S n => Z -> function n T end.
Fixpoint on {T} n : function n T -> tuple n -> T :=
  match n with O => fun f _ => f | S n => fun f a => on n (f (fst a)) (snd a) end.
Fixpoint over {A B} (one : A -> (B -> R) -> R) (axes : list A) (f : list B -> R) : R :=
  match axes with [] => f [] | a :: axes => one a (fun b => over one axes (fun bs => f (b :: bs))) end.

Lemma Sum_ext a b f g : (forall i, f i = g i) -> Sum a b f = Sum a b g.
Proof. intro H. apply bigsum_ext. auto. Qed.
Lemma Sum_zero a b f : (forall i, f i = rO) -> Sum a b f = rO.
Proof. intro H. rewrite <- (bigsum_zero (zrange a b)). apply bigsum_ext. auto. Qed.
Lemma bracket_zero b e : e = rO -> bracket b e = rO.
Proof. intros ->. destruct b; reflexivity. Qed.

Lemma Forall_of {A} (P Q : A -> Prop) l : Forall P l -> (forall a, P a -> Q a) -> Forall Q l.
Proof. induction 1; constructor; auto. Qed.
Theorem over_equal {A B} (P Q : A -> Prop) (one other : A -> (B -> R) -> R) axes f :
  (forall a, P a -> Q a -> forall g, one a g = other a g) ->
  (forall a g h, (forall b, g b = h b) -> other a g = other a h) ->
  Forall P axes -> Forall Q axes -> over one axes f = over other axes f.
Proof.
  intros H E HP. revert f. induction HP as [|a axes Pa _ IH]; intros f HQ; [reflexivity|].
  inversion HQ; subst. simpl. rewrite H by assumption. apply E. intro b. apply IH. assumption.
Qed.
