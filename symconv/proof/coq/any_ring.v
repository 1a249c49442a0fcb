(* What a ring is of which nothing says that it commutes, and how equations of it are decided. *)
Record any_ring_theory : Prop := {
  any_add_0_l : forall x, rO [+] x = x;
  any_add_comm : forall x y, x [+] y = y [+] x;
  any_add_assoc : forall x y z, x [+] (y [+] z) = (x [+] y) [+] z;
  any_mul_1_l : forall x, rI [*] x = x;
  any_mul_1_r : forall x, x [*] rI = x;
  any_mul_assoc : forall x y z, x [*] (y [*] z) = (x [*] y) [*] z;
  any_distr_l : forall x y z, (x [+] y) [*] z = (x [*] z) [+] (y [*] z);
  any_distr_r : forall x y z, z [*] (x [+] y) = (z [*] x) [+] (z [*] y);
  any_sub_def : forall x y, rsub x y = x [+] ropp y;
  any_opp_def : forall x, x [+] ropp x = rO }.
Hypothesis RT : any_ring_theory.
Local Instance R_ops : @Ring_ops R rO rI radd rmul rsub ropp (@eq R) := {}.
Local Instance R_ring : Ncring.Ring (Ro := R_ops).
Proof.
  destruct RT as [a1 a2 a3 m1 m2 m3 d1 d2 s1 o1]. constructor; [exact eq_equivalence | | | | |
    exact a1 | exact a2 | exact a3 | exact m1 | exact m2 | exact m3 | exact d1 | exact d2 | exact s1 | exact o1].
  - intros ? ? [] ? ? []. reflexivity.
  - intros ? ? [] ? ? []. reflexivity.
  - intros ? ? [] ? ? []. reflexivity.
  - intros ? ? []. reflexivity.
Defined.
Ltac in_order := match goal with |- ?a = ?b =>
  change (@Algebra_syntax.equality R (@eq_notation R rO rI radd rmul rsub ropp (@eq R) R_ops) a b) end;
  non_commutative_ring.
Ltac any_ring := first [ring | in_order].
