package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A policy is C2SP's tlog-policy: the logs that are believed, and who must have seen what they say.
type policy struct {
	logs      []note.Verifier
	witnesses map[string]note.Verifier
	groups    map[string]group
	quorum    string
	keys      map[string]bool // by kind, so that nobody counts twice under two names
}

type group struct {
	least   int
	members []string
}

type checkpoint struct {
	origin string
	tlog.Tree
}

const nobody = "none"

func readPolicy(path string) (*policy, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	rules := &policy{witnesses: map[string]note.Verifier{}, groups: map[string]group{}, keys: map[string]bool{}}
	if !bytes.HasSuffix(text, []byte("\n")) || bytes.IndexFunc(text, isControl) >= 0 {
		return nil, fmt.Errorf("den er ikke ren tekst med hele linjer")
	}
	for number, line := range strings.Split(string(text), "\n") {
		words := strings.FieldsFunc(line, func(one rune) bool { return one == ' ' || one == '\t' })
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if err := rules.define(words[0], words[1:]); err != nil {
			return nil, fmt.Errorf("linje %d: %v", number+1, err)
		}
	}
	if rules.quorum == "" {
		return nil, fmt.Errorf("den sier ikke hvem som må ha sett sjekkpunktet (quorum)")
	}
	return rules, nil
}

func isControl(one rune) bool {
	return one < ' ' && one != '\t' && one != '\n' || one == 0x7f
}

func (rules *policy) define(kind string, words []string) error {
	switch {
	case kind == "log" && (len(words) == 1 || len(words) == 2):
		key, err := note.NewVerifier(words[0])
		rules.logs = append(rules.logs, key)
		return rules.once(kind, words[0], err)
	case kind == "witness" && (len(words) == 2 || len(words) == 3) && rules.isFree(words[0]):
		key, err := newWitness(words[1])
		rules.witnesses[words[0]] = key
		return rules.once(kind, words[1], err)
	case kind == "group" && len(words) > 2 && rules.isFree(words[0]):
		return rules.defineGroup(words[0], words[1], words[2:])
	case kind == "quorum" && len(words) == 1 && rules.quorum == "" && (words[0] == nobody || rules.isKnown(words[0])):
		rules.quorum = words[0]
		return nil
	}
	return fmt.Errorf("kan ikke forstås")
}

func (rules *policy) once(kind, vkey string, err error) error {
	if err != nil {
		return err
	}
	public := kind + strings.SplitN(vkey, "+", 3)[2]
	if rules.keys[public] {
		return fmt.Errorf("nøkkelen er nevnt før")
	}
	rules.keys[public] = true
	return nil
}

func (rules *policy) defineGroup(name, least string, members []string) error {
	count, err := strconv.Atoi(least)
	switch least {
	case "any":
		count, err = 1, nil
	case "all":
		count, err = len(members), nil
	}
	if err != nil || count < 1 || count > len(members) || least[0] == '0' || least[0] == '+' {
		return fmt.Errorf("så mange medlemmer har ikke gruppen")
	}
	for _, member := range members {
		if !rules.isKnown(member) {
			return fmt.Errorf("%s er ikke nevnt før", member)
		}
		if rules.isMember(member) {
			return fmt.Errorf("%s er allerede med i en gruppe", member)
		}
		so := rules.groups[name]
		rules.groups[name] = group{count, append(so.members, member)}
	}
	return nil
}

func (rules *policy) isKnown(name string) bool {
	_, witness := rules.witnesses[name]
	_, group := rules.groups[name]
	return witness || group
}

func (rules *policy) isFree(name string) bool { return name != nobody && !rules.isKnown(name) }

func (rules *policy) isMember(name string) bool {
	for _, group := range rules.groups {
		for _, member := range group.members {
			if member == name {
				return true
			}
		}
	}
	return false
}

func (rules *policy) openFile(path string) (*checkpoint, error) {
	signed, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return rules.open(signed)
}

// open refuses what no believed log has signed, what carries a bad signature, and what too few have seen.
func (rules *policy) open(signed []byte) (*checkpoint, error) {
	keys := append([]note.Verifier{}, rules.logs...)
	for _, witness := range rules.witnesses {
		keys = append(keys, witness)
	}
	opened, err := note.Open(signed, note.VerifierList(keys...))
	if err != nil {
		return nil, fmt.Errorf("sjekkpunktet er ikke signert som det skal: %v", err)
	}
	promised, err := parseCheckpoint(opened.Text)
	if err != nil {
		return nil, err
	}
	if !rules.hasSigned(opened, promised.origin) {
		return nil, fmt.Errorf("loggen %s har ikke signert selv", promised.origin)
	}
	if rules.quorum != nobody && !rules.saw(rules.quorum, opened) {
		return nil, fmt.Errorf("for få vitner har sett sjekkpunktet")
	}
	return promised, nil
}

func (rules *policy) hasSigned(opened *note.Note, origin string) bool {
	for _, key := range rules.logs {
		if key.Name() == origin && has(opened, key) {
			return true
		}
	}
	return false
}

func (rules *policy) saw(name string, opened *note.Note) bool {
	if key, found := rules.witnesses[name]; found {
		return has(opened, key)
	}
	count := 0
	for _, member := range rules.groups[name].members {
		if rules.saw(member, opened) {
			count++
		}
	}
	return count >= rules.groups[name].least
}

func has(opened *note.Note, key note.Verifier) bool {
	for _, one := range opened.Sigs {
		if one.Name == key.Name() && one.Hash == key.KeyHash() {
			return true
		}
	}
	return false
}

// parseCheckpoint lets x/mod read the text, which it knows under another first line.
func parseCheckpoint(text string) (*checkpoint, error) {
	origin, rest, _ := strings.Cut(text, "\n")
	if strings.Count(text, "\n") != 3 || origin == "" {
		return nil, fmt.Errorf("sjekkpunktet har ikke tre linjer")
	}
	tree, err := tlog.ParseTree([]byte("go.sum database tree\n" + rest))
	if err != nil {
		return nil, fmt.Errorf("sjekkpunktet kan ikke leses: %v", err)
	}
	return &checkpoint{origin, tree}, nil
}

// A witness verifies C2SP's tlog-cosignature, which x/mod does not know: what is signed is also when it was seen.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

const cosignature = 0x04

func newWitness(vkey string) (note.Verifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 || parts[0] == "" {
		return nil, fmt.Errorf("vitnets nøkkel er ikke en vkey")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != cosignature {
		return nil, fmt.Errorf("vitnets nøkkel er ikke Ed25519 for vitner (type 0x04)")
	}
	sum := sha256.Sum256(bytes.Join([][]byte{[]byte(parts[0]), key}, []byte("\n")))
	if parts[1] != fmt.Sprintf("%x", sum[:4]) {
		return nil, fmt.Errorf("vitnets nøkkel er skrevet feil")
	}
	return &witness{parts[0], binary.BigEndian.Uint32(sum[:4]), key[1:]}, nil
}

func (one *witness) Name() string    { return one.name }
func (one *witness) KeyHash() uint32 { return one.hash }

func (one *witness) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	seen := binary.BigEndian.Uint64(signature)
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", seen, text)
	return ed25519.Verify(one.key, []byte(signed), signature[8:])
}
