//! The compound file (OLE2) that old Excel workbooks and encrypted new ones are packed in: a small file system of sectors, chained by a table
//! (FAT). Source: Microsoft, "[MS-CFB]: Compound File Binary File Format".
//!
//! Nothing that the file says is trusted: sectors that do not exist end a chain, and no chain is longer than the file has sectors.

/// How a compound file begins.
pub(crate) const SIGNATURE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

const HEADER_BYTES: usize = 512;
/// Sectors of the table that the header itself names.
const FAT_SECTORS_IN_HEADER: usize = 109;
const ENTRY_BYTES: usize = 128;
const MINI_SECTOR_BITS: u32 = 6;
/// Numbers from here on are no sectors.
const LAST_SECTOR: u32 = 0xffff_fffa;
const ROOT: u8 = 5;
const STREAM: u8 = 2;

/// A compound file whose tables have been read.
pub(crate) struct CompoundFile<'a> {
    bytes: &'a [u8],
    sector_bits: u32,
    /// The sector after each.
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    /// Small streams lie in a stream of their own, in sectors of 64 bytes.
    mini_stream: Vec<u8>,
    mini_cutoff: u64,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    kind: u8,
    start: u32,
    size: u64,
}

impl<'a> CompoundFile<'a> {
    /// Reads the tables. `None`: this is no compound file, or its tables are not there.
    pub(crate) fn open(bytes: &'a [u8]) -> Option<Self> {
        let header = bytes.get(..HEADER_BYTES).filter(|header| header.starts_with(&SIGNATURE))?;
        let sector_bits = u32::from(u16_at(header, 30)?);
        if !matches!(sector_bits, 9 | 12) {
            return None;
        }
        let mut file = Self {
            bytes,
            sector_bits,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini_stream: Vec::new(),
            mini_cutoff: u64::from(u32_at(header, 56)?),
            entries: Vec::new(),
        };
        file.fat = file.read_fat(header);
        file.mini_fat = numbers(&file.chain(u32_at(header, 60)?, u64::MAX)).collect();
        let directory = file.chain(u32_at(header, 48)?, u64::MAX);
        file.entries = directory.chunks_exact(ENTRY_BYTES).filter_map(|entry| file.entry(entry)).collect();
        let root = file.entries.iter().find(|entry| entry.kind == ROOT)?;
        file.mini_stream = file.chain(root.start, root.size);
        Some(file)
    }

    /// The bytes of a stream, as far as they are there; its name is compared without case.
    pub(crate) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.kind == STREAM && entry.name.eq_ignore_ascii_case(name))?;
        Some(if entry.size < self.mini_cutoff { self.mini_chain(entry) } else { self.chain(entry.start, entry.size) })
    }

    fn sectors(&self) -> usize {
        (self.bytes.len() >> self.sector_bits) + 1
    }

    /// A sector; the last of a file that was cut off may be short.
    fn sector(&self, number: u32) -> &'a [u8] {
        let start = (number as usize).checked_add(1).and_then(|n| n.checked_mul(1 << self.sector_bits));
        let Some(start) = start.filter(|&start| start < self.bytes.len()) else { return &[] };
        let end = (start + (1 << self.sector_bits)).min(self.bytes.len());
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// The table of sectors. Its own sectors are named in the header, and in a chain of further ones.
    fn read_fat(&self, header: &[u8]) -> Vec<u32> {
        let mut named: Vec<u32> = numbers(header.get(76..).unwrap_or_default()).take(FAT_SECTORS_IN_HEADER).collect();
        let mut next = u32_at(header, 68).unwrap_or(u32::MAX);
        for _ in 0..self.sectors() {
            if next >= LAST_SECTOR {
                break;
            }
            let mut further: Vec<u32> = numbers(self.sector(next)).collect();
            next = further.pop().unwrap_or(u32::MAX);
            named.append(&mut further);
        }
        named.retain(|&sector| sector < LAST_SECTOR);
        named.truncate(self.sectors());
        let mut fat: Vec<u32> = Vec::new();
        for sector in named {
            if fat.len() > self.sectors() {
                break;
            }
            fat.extend(numbers(self.sector(sector)));
        }
        fat
    }

    /// The bytes of a chain of sectors, at most `size`.
    fn chain(&self, start: u32, size: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut sector = start;
        for _ in 0..self.sectors() {
            if sector >= LAST_SECTOR || bytes.len() as u64 >= size {
                break;
            }
            bytes.extend_from_slice(self.sector(sector));
            sector = self.fat.get(sector as usize).copied().unwrap_or(u32::MAX);
        }
        bytes.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        bytes
    }

    fn mini_chain(&self, entry: &Entry) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut sector = entry.start;
        for _ in 0..=self.mini_fat.len() {
            if sector >= LAST_SECTOR || bytes.len() as u64 >= entry.size {
                break;
            }
            let start = (sector as usize) << MINI_SECTOR_BITS;
            let rest = self.mini_stream.get(start..).unwrap_or_default();
            bytes.extend_from_slice(rest.get(..1 << MINI_SECTOR_BITS).unwrap_or(rest));
            sector = self.mini_fat.get(sector as usize).copied().unwrap_or(u32::MAX);
        }
        bytes.truncate(usize::try_from(entry.size).unwrap_or(usize::MAX));
        bytes
    }

    fn entry(&self, entry: &[u8]) -> Option<Entry> {
        let bytes = usize::from(u16_at(entry, 64)?).min(64);
        let letters: Vec<u16> =
            entry.get(..bytes)?.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair)).take_while(|&c| c != 0).collect();
        let size = u64::from(u32_at(entry, 120)?);
        // The upper half of a size is used only where sectors are large; older programs left anything there.
        let high = if self.sector_bits == 12 { u64::from(u32_at(entry, 124)?) } else { 0 };
        Some(Entry {
            name: String::from_utf16_lossy(&letters),
            kind: *entry.get(66)?,
            start: u32_at(entry, 116)?,
            size: high << 32 | size,
        })
    }
}

/// Two bytes at a place, low byte first.
pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
}

/// Four bytes at a place, low byte first.
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_that_bites_its_tail_ends() {
        let mut bytes = vec![0; 4 * HEADER_BYTES];
        bytes[..8].copy_from_slice(&SIGNATURE);
        bytes[30] = 9;
        bytes[76..512].fill(0xff);
        bytes[76..80].fill(0);
        bytes[60..64].fill(0xff);
        bytes[68..72].fill(0xff);
        bytes[48] = 1;
        // The table says that the directory's sector is followed by itself.
        bytes[512 + 4] = 1;
        bytes[1024 + 66] = ROOT;
        let file = CompoundFile::open(&bytes).unwrap();
        assert!(file.stream("Workbook").is_none());
        assert!(file.chain(1, u64::MAX).len() <= bytes.len() + 512);
        assert!(CompoundFile::open(&bytes[..500]).is_none());
    }
}
