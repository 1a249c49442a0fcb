(* ---- The integers among the elements commute with all others; so they are brought to the front first ---- *)
Lemma of_Z_comm z e : of_Z z [*] e = e [*] of_Z z.
Proof.
  revert z. apply Z.bi_induction; [intros ? ? ->; tauto | simpl; in_order |].
  intro z. rewrite of_Z_succ. split; intro H.
  - transitivity (e [+] of_Z z [*] e); [in_order | rewrite H; in_order].
  - transitivity (ropp e [+] (rI [+] of_Z z) [*] e); [in_order | rewrite H; in_order].
Qed.
Lemma of_Z_out e z f : e [*] (of_Z z [*] f) = of_Z z [*] (e [*] f).
Proof. transitivity ((e [*] of_Z z) [*] f); [in_order | rewrite <- of_Z_comm; in_order]. Qed.
Lemma to_the_right a b c : (a [*] b) [*] c = a [*] (b [*] c).
Proof. in_order. Qed.
Ltac integers_first := rewrite ?to_the_right; repeat match goal with
  | |- context [rmul ?e (rmul (of_Z ?z) ?f)] =>
      lazymatch e with of_Z _ => fail | _ => rewrite (of_Z_out e z f) end
  | |- context [rmul ?e (of_Z ?z)] => lazymatch e with of_Z _ => fail | _ => rewrite <- (of_Z_comm z e) end
  end.
Ltac any_ring ::= first [ring | in_order | integers_first; in_order].

