// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bankdata

// serialDigits is the size of a NUBAN's serial number. The tenth digit of a NUBAN checks it.
const serialDigits = 9

// nuban builds the Nigeria Uniform Bank Account Number of an account from the bank's three-digit code, which is no
// part of it but goes into its check digit, and the account's serial number, of which the last nine digits count.
//
// The Central Bank of Nigeria's guideline of 2010 has it: the twelve digits are weighed 3, 7, 3, 3, 7, 3, …, and the
// check digit makes their sum a multiple of ten.
func nuban(bankCode string, serial uint64) string {
	number := digits(serial, serialDigits)
	sum := 0
	for i, d := range []byte(bankCode + number) {
		weight := 3
		if i%3 == 1 {
			weight = 7
		}
		sum += int(d-'0') * weight
	}
	return number + string(rune('0'+(10-sum%10)%10))
}
