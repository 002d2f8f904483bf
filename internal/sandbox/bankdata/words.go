// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bankdata

// words are the texts of payments in one language.
type words struct {
	invoicePaid, supplierInvoice, refund, card, fee, interest                         string
	retainer, rent, salary, accountFee, tax, electricity, telecom, leasing, insurance string
	contributions                                                                     string
	// shops are card acceptors, as terminals write them: capitals, without diacritics.
	shops []string
}

// wordsOf returns the texts that banks of a country use.
func wordsOf(country string) words {
	switch country {
	case serbia:
		return serbian()
	case bosnia:
		return bosnian()
	default:
		return croatian()
	}
}

func croatian() words {
	return words{
		invoicePaid:     "Uplata po računu",
		supplierInvoice: "Plaćanje računa dobavljača",
		refund:          "Povrat po računu",
		card:            "Kartično plaćanje",
		fee:             "Naknada za izvršenje naloga",
		interest:        "Pripis kamate",
		retainer:        "Mjesečno održavanje, ugovor",
		rent:            "Najam poslovnog prostora",
		salary:          "Plaća za",
		accountFee:      "Naknada za vođenje računa",
		tax:             "PDV za razdoblje",
		electricity:     "Električna energija",
		telecom:         "Telekomunikacijske usluge",
		leasing:         "Rata leasinga",
		insurance:       "Premija osiguranja",
		contributions:   "Doprinosi na plaću za",
		shops: []string{
			"RIBARNICA JADRAN SPLIT", "KNJIZARA GRADEC ZAGREB", "PEKARA ZLATNO ZRNO OSIJEK", "BENZINSKA SLAVONIJA",
			"CESTARINA LUCKO", "UREDSKI PRIBOR RIJEKA", "RESTORAN STARA KULA ZADAR", "PARKING CENTAR ZAGREB",
		},
	}
}

func serbian() words {
	return words{
		invoicePaid:     "Uplata po fakturi",
		supplierInvoice: "Plaćanje fakture dobavljača",
		refund:          "Povraćaj po fakturi",
		card:            "Plaćanje karticom",
		fee:             "Provizija za platni nalog",
		interest:        "Pripis kamate",
		retainer:        "Mesečno održavanje, ugovor",
		rent:            "Zakup poslovnog prostora",
		salary:          "Zarada za",
		accountFee:      "Održavanje računa",
		tax:             "PDV za period",
		electricity:     "Električna energija",
		telecom:         "Telekomunikacione usluge",
		leasing:         "Rata lizinga",
		insurance:       "Premija osiguranja",
		contributions:   "Doprinosi na zaradu za",
		shops: []string{
			"PEKARA KOD SATA BEOGRAD", "KNJIZARA DUNAV NOVI SAD", "PUTARINA BUBANJ POTOK", "PUMPA MORAVA NIS",
			"KANCELARIJSKI MATERIJAL BG", "KAFANA STARI HRAST", "PARKING SERVIS BEOGRAD", "APOTEKA LIPA SUBOTICA",
		},
	}
}

func bosnian() words {
	return words{
		invoicePaid:     "Uplata po fakturi",
		supplierInvoice: "Plaćanje fakture dobavljača",
		refund:          "Povrat po fakturi",
		card:            "Plaćanje karticom",
		fee:             "Provizija za platni nalog",
		interest:        "Pripis kamate",
		retainer:        "Mjesečno održavanje, ugovor",
		rent:            "Zakup poslovnog prostora",
		salary:          "Plata za",
		accountFee:      "Održavanje računa",
		tax:             "PDV za period",
		electricity:     "Električna energija",
		telecom:         "Telekomunikacijske usluge",
		leasing:         "Rata lizinga",
		insurance:       "Premija osiguranja",
		contributions:   "Doprinosi na platu za",
		shops: []string{
			"PEKARA SEBILJ SARAJEVO", "KNJIZARA MOST MOSTAR", "PUMPA VRBAS BANJA LUKA", "CESTARINA ZENICA",
			"UREDSKA OPREMA TUZLA", "ASCINICA BASCARSIJA", "PARKING ILIDZA", "APOTEKA BOSNA ZENICA",
		},
	}
}
