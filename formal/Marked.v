(* The statements that the book marks as proved. `make prove` prints on each run what every one
   of them assumes: nothing but Coq's own logic, "Closed under the global context". *)
From Memlib Require LemmaB1 Counterexample Ids LemmaG LemmaG4 Lookup Reading LookupSize.
From Memlib Require Folding SqrtN Linear Counting CheckSound.

Print Assumptions LemmaB1.lemma_B1.
Print Assumptions Counterexample.B2_last_line_fails.
Print Assumptions Counterexample.B2_constants.
Print Assumptions Counterexample.B2_fails_inside_B1.
Print Assumptions Counterexample.lemma_B2.
Print Assumptions Counterexample.lemma_B2_as_printed.
Print Assumptions Ids.lemma_B3.
Print Assumptions Ids.lemma_C2.
Print Assumptions LookupSize.lemma_C1.
Print Assumptions LemmaG.lemma_G2.
Print Assumptions Lookup.lemma_G3.
Print Assumptions LemmaG4.lemma_G4.
Print Assumptions LemmaG.lemma_G5.
Print Assumptions Reading.lemma_G6.
Print Assumptions Folding.parity_by_folding.
Print Assumptions Folding.parity_network.
Print Assumptions SqrtN.sqrt_memorizes.
Print Assumptions SqrtN.sqrt_memorizes_all.
Print Assumptions Linear.linear_memorizes.
Print Assumptions Counting.count_bits.
Print Assumptions CheckSound.memorizes_sound.
