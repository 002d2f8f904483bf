// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/bankdata"
)

const messageBanks = "Banks successfully retrieved"

// colors are how a bank paints its name.
type colors struct {
	Primary string `json:"primary"`
	Accent  string `json:"accent"`
	Bg      string `json:"bg"`
	Button  string `json:"button"`
	Icon    string `json:"icon"`
}

func colorsOf(b bankdata.NigerianBank) colors {
	return colors{Primary: b.Color, Accent: b.Color, Bg: "#ffffff", Button: b.Color, Icon: b.Color}
}

// assets is where the pictures of banks would be. Nothing is there: the domain is
// reserved for examples.
func assets(b bankdata.NigerianBank, file string) string {
	return "https://assets.example.com/banks/" + b.Slug + "/" + file
}

// bankActive is the status of a bank that can be connected.
const bankActive = "active"

// bank is a bank as the list of banks shows it.
type bank struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Slug        string   `json:"slug"`
	Icon        string   `json:"icon"`
	V2Icon      string   `json:"v2_icon"`
	V2Logo      string   `json:"v2_logo"`
	Products    []string `json:"products"`
	Colors      colors   `json:"colors"`
	Payments    bool     `json:"payments"`
	USSD        bool     `json:"ussd"`
	Countries   []string `json:"countries"`
	Corporate   bool     `json:"corporate"`
	Individual  bool     `json:"individual"`
	Status      string   `json:"status"`
	Sortcode    string   `json:"sortcode"`
	AltSortcode string   `json:"altSortcode"`
}

func showBank(b bankdata.NigerianBank) bank {
	return bank{
		ID: b.ID, Name: b.Name, Slug: b.Slug, Icon: assets(b, "icon.png"), V2Icon: assets(b, "icon.svg"), V2Logo: assets(b, "logo.svg"),
		Products: []string{"accounts", "balance", "transactions"}, Colors: colorsOf(b), Countries: []string{"NG"},
		Corporate: true, Individual: true, Status: bankActive, Sortcode: b.Code, AltSortcode: b.NIPCode,
	}
}

// bankData is a list of banks.
type bankData struct {
	Pagination pagination `json:"pagination"`
	Banks      []bank     `json:"banks"`
}

func listBanks(c *call) (reply, error) {
	_, p, err := c.paged()
	if err != nil {
		return reply{}, err
	}
	all := bankdata.NigerianBanks()
	total := int64(len(all))
	w := p.window()
	shown := []bank{}
	for _, b := range all[min(w.Offset, total):min(w.Offset+w.Limit, total)] {
		shown = append(shown, showBank(b))
	}
	return reply{message: messageBanks, data: bankData{Pagination: p.of(total), Banks: shown}}, nil
}

func getBank(c *call) (reply, error) {
	f, err := c.parameters()
	if err != nil {
		return reply{}, err
	}
	b, err := f.bank("id")
	if err != nil {
		return reply{}, err
	}
	return reply{message: messageBanks, data: bankData{Pagination: firstPage().of(1), Banks: []bank{showBank(b)}}}, nil
}

// bank reads the identifier of a bank, which must exist.
func (f fields) bank(name string) (bankdata.NigerianBank, error) {
	id, err := f.id(name)
	if err != nil {
		return bankdata.NigerianBank{}, err
	}
	b, ok := bankdata.NigerianBankByID(id)
	if !ok {
		return b, notFound("bank", id)
	}
	return b, nil
}
