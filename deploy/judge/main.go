// Dommeren checks a log of Stafett with none of Stafett's code: hashes, proofs and notes are golang.org/x/mod's.
// Whoever runs it needs a policy file, which says whose signatures count, and the files to judge.
package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const usage = `Bruk: dommer note        POLICY SJEKKPUNKT              er sjekkpunktet signert og sett av nok vitner?
      dommer inclusion   POLICY BEVIS OPPFØRING         står oppføringen i loggen?
      dommer consistency POLICY GAMMELT NYTT BEVIS      er loggen bare blitt lengre?
      dommer tree        POLICY MAPPE                   er hver oppføring og hver flis som sjekkpunktet lover?
Svarer med 0 når alt stemmer, 1 når noe ikke stemmer, 2 når det ikke kunne prøves.`

var commands = map[string]struct {
	files int
	judge func(*policy, []string) ([]string, error)
}{
	"note":        {1, judgeNote},
	"inclusion":   {2, judgeInclusion},
	"consistency": {3, judgeConsistency},
	"tree":        {1, judgeTree},
}

func main() {
	if len(os.Args) < 3 {
		stop(fmt.Errorf(usage))
	}
	command, found := commands[os.Args[1]]
	files := os.Args[3:]
	if !found || len(files) != command.files {
		stop(fmt.Errorf(usage))
	}
	rules, err := readPolicy(os.Args[2])
	if err != nil {
		stop(fmt.Errorf("policyen kan ikke brukes: %v", err))
	}
	said, err := command.judge(rules, files)
	for _, line := range said {
		fmt.Println(line)
	}
	if os.IsNotExist(err) {
		stop(err)
	}
	if err != nil {
		fmt.Println("STEMMER IKKE:", err)
		os.Exit(1)
	}
	fmt.Println("STEMMER")
}

func stop(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(2)
}

func judgeNote(rules *policy, files []string) ([]string, error) {
	promised, err := rules.openFile(files[0])
	return describe(promised), err
}

func judgeInclusion(rules *policy, files []string) ([]string, error) {
	proof, err := os.ReadFile(files[0])
	if err != nil {
		return nil, err
	}
	entry, err := os.ReadFile(files[1])
	if err != nil {
		return nil, err
	}
	index, hashes, note, err := splitProof(proof)
	if err != nil {
		return nil, err
	}
	promised, err := rules.open(note)
	if err != nil {
		return nil, err
	}
	if tlog.CheckRecord(hashes, promised.N, promised.Hash, index, tlog.RecordHash(entry)) != nil {
		return describe(promised), fmt.Errorf("oppføringen står ikke som nummer %d i loggen", index)
	}
	return append(describe(promised), fmt.Sprintf("oppføringen står som nummer %d", index)), nil
}

func judgeConsistency(rules *policy, files []string) ([]string, error) {
	before, err := rules.openFile(files[0])
	if err != nil {
		return nil, err
	}
	after, err := rules.openFile(files[1])
	if err != nil {
		return nil, err
	}
	proof, err := os.ReadFile(files[2])
	if err != nil {
		return nil, err
	}
	hashes, err := parseHashes(proof)
	if err != nil {
		return nil, err
	}
	said := append(describe(before), describe(after)...)
	if before.origin != after.origin {
		return said, fmt.Errorf("sjekkpunktene er fra hver sin logg")
	}
	if tlog.CheckTree(hashes, after.N, after.Hash, before.N, before.Hash) != nil {
		return said, fmt.Errorf("loggen på %d begynner ikke med loggen på %d", after.N, before.N)
	}
	return said, nil
}

// splitProof reads C2SP's tlog-proof.
func splitProof(proof []byte) (int64, []tlog.Hash, []byte, error) {
	malformed := fmt.Errorf("bevisfilen er ikke en tlog-proof")
	gap := bytes.Index(proof, []byte("\n\n"))
	if gap < 0 {
		return 0, nil, nil, malformed
	}
	lines := strings.Split(string(proof[:gap]), "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		return 0, nil, nil, malformed
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return 0, nil, nil, malformed
	}
	index, err := strconv.ParseInt(lines[0][len("index "):], 10, 64)
	if err != nil || lines[0] != fmt.Sprintf("index %d", index) {
		return 0, nil, nil, malformed
	}
	hashes, err := parseHashes([]byte(strings.Join(lines[1:], "\n")))
	return index, hashes, proof[gap+2:], err
}

func parseHashes(lines []byte) ([]tlog.Hash, error) {
	hashes := []tlog.Hash{}
	for _, line := range strings.Fields(string(lines)) {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, fmt.Errorf("beviset har en linje som ikke er en hash")
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}

func describe(promised *checkpoint) []string {
	if promised == nil {
		return nil
	}
	return []string{fmt.Sprintf("%s: %d oppføringer, rot %s", promised.origin, promised.N, promised.Hash)}
}
