(* Arithmetic that `cbn` and `simpl` leave alone: proofs here follow programs, never the digits of
   a number. Coq can give this to other files only as a whole, so whoever requires this one has it. *)
From Coq Require Import QArith ZArith.
Global Arguments Z.mul : simpl never.
Global Arguments Z.add : simpl never.
Global Arguments Z.max : simpl never.
Global Arguments Z.pow : simpl never.
Global Arguments Z.of_nat : simpl never.
Global Arguments inject_Z : simpl never.
