package main

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	height = 8
	width  = 1 << height
	shown  = 20 // faults, so that the first ones are not scrolled away
)

// An export is a directory as C2SP's tlog-tiles publishes it, and what is found wrong in it.
type export struct {
	dir    string
	tree   tlog.Tree
	tiles  map[tlog.Tile][]tlog.Hash
	faults []string
}

func judgeTree(rules *policy, files []string) ([]string, error) {
	promised, err := rules.openFile(filepath.Join(files[0], "checkpoint"))
	if err != nil {
		return nil, err
	}
	found := &export{dir: files[0], tree: promised.Tree, tiles: map[tlog.Tile][]tlog.Hash{}}
	found.check()
	said := append(describe(promised), found.faults...)
	if len(found.faults) > shown {
		said = append(said[:1+shown], fmt.Sprintf("… og %d feil til", len(found.faults)-shown))
	}
	if len(found.faults) > 0 {
		return said, fmt.Errorf("%d feil", len(found.faults))
	}
	return said, nil
}

// check begins with the partial tiles, at most one per level, which the root is made of, and goes down from each.
func (found *export) check() {
	trusted := found.root() == found.tree.Hash
	for level := 0; found.tree.N>>(height*level) > 0; level++ {
		hashes := found.tree.N >> (height * level)
		if hashes%width > 0 {
			found.walk(tlog.Tile{H: height, L: level, N: hashes / width, W: int(hashes % width)}, trusted)
		}
	}
	if !trusted && len(found.faults) == 0 {
		found.fault("alt henger sammen, men det er ikke treet som sjekkpunktet lover")
	}
}

// walk compares each hash of a tile with what lies below it. Where they differ, a trusted tile is right and what is
// below is wrong; a tile that its own parent contradicts is wrong itself.
func (found *export) walk(tile tlog.Tile, trusted bool) {
	hashes := found.read(tile)
	if tile.L == 0 {
		found.walkEntries(tile, hashes, trusted)
		return
	}
	for place, hash := range hashes {
		child := tlog.Tile{H: height, L: tile.L - 1, N: tile.N*width + int64(place), W: width}
		before := len(found.faults)
		agrees := hash == found.top(child)
		if !agrees && !trusted {
			found.fault("flisen %s er endret ved hash nummer %d", path(tile), place)
		}
		found.walk(child, agrees == trusted)
		if !agrees && trusted && len(found.faults) == before {
			first := child.N << (height * (child.L + 1))
			last := first + 1<<(height*(child.L+1)) - 1
			found.fault("flisen %s og oppføring %d til %d er byttet ut med noe annet", path(child), first, last)
		}
	}
}

func (found *export) walkEntries(tile tlog.Tile, hashes []tlog.Hash, trusted bool) {
	entries := found.readEntries(tile)
	for place := range hashes {
		if place >= len(entries) || tlog.RecordHash(entries[place]) == hashes[place] {
			continue
		}
		if trusted {
			found.fault("oppføring %d er endret (%s)", tile.N*width+int64(place), entriesPath(tile))
		} else {
			found.fault("flisen %s er endret ved oppføring %d", path(tile), tile.N*width+int64(place))
		}
	}
}

func (found *export) root() tlog.Hash {
	if found.tree.N == 0 {
		return sha256.Sum256(nil) // RFC 6962's; x/mod has another one for an empty tree
	}
	root, err := tlog.TreeHash(found.tree.N, tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for place, index := range indexes {
			hashes[place] = found.stored(index)
		}
		return hashes, nil
	}))
	if err != nil {
		panic(err) // the reader never fails
	}
	return root
}

// top is the root over a full tile.
func (found *export) top(tile tlog.Tile) tlog.Hash {
	half := tile.L*height + height - 1
	return tlog.NodeHash(
		found.stored(tlog.StoredHashIndex(half, tile.N*2)), found.stored(tlog.StoredHashIndex(half, tile.N*2+1)))
}

// stored is a hash of the tree as the tiles have it; zero where they lack it.
func (found *export) stored(index int64) tlog.Hash {
	least := tlog.TileForIndex(height, index)
	data := []byte{}
	for _, hash := range found.read(found.whole(least)) {
		data = append(data, hash[:]...)
	}
	hash, err := tlog.HashFromTile(least, data, index)
	if err != nil {
		return tlog.Hash{}
	}
	return hash
}

// whole is the tile as it is published: as wide as the tree has hashes for.
func (found *export) whole(tile tlog.Tile) tlog.Tile {
	tile.W = width
	if hashes := found.tree.N >> (height * tile.L); hashes/width == tile.N {
		tile.W = int(hashes % width)
	}
	return tile
}

func (found *export) read(tile tlog.Tile) []tlog.Hash {
	if hashes, known := found.tiles[tile]; known {
		return hashes
	}
	var hashes []tlog.Hash
	data, err := os.ReadFile(filepath.Join(found.dir, path(tile)))
	switch {
	case err != nil:
		found.fault("flisen %s mangler", path(tile))
	case len(data) != tile.W*tlog.HashSize:
		found.fault("flisen %s har feil lengde", path(tile))
	default:
		hashes = make([]tlog.Hash, tile.W)
		for place := range hashes {
			copy(hashes[place][:], data[place*tlog.HashSize:])
		}
	}
	found.tiles[tile] = hashes
	return hashes
}

func (found *export) readEntries(tile tlog.Tile) [][]byte {
	data, err := os.ReadFile(filepath.Join(found.dir, entriesPath(tile)))
	if err != nil {
		found.fault("oppføringene %s mangler", entriesPath(tile))
		return nil
	}
	entries := [][]byte{}
	for len(data) > 0 {
		if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
			break
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		entries, data = append(entries, data[2:end]), data[end:]
	}
	if len(data) > 0 || len(entries) != tile.W {
		found.fault("oppføringene %s kan ikke leses etter nummer %d", entriesPath(tile), tile.N*width+int64(len(entries)))
	}
	return entries
}

func (found *export) fault(format string, about ...interface{}) {
	found.faults = append(found.faults, fmt.Sprintf(format, about...))
}

// path is C2SP's: as x/mod's, which says the height as well.
func path(tile tlog.Tile) string {
	return strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
}

func entriesPath(tile tlog.Tile) string {
	tile.L = -1
	return strings.Replace(path(tile), "tile/data/", "tile/entries/", 1)
}
