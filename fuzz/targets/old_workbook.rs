//! Old workbooks (.xls). The input is the whole file, or, if it does not begin as one, the records of its workbook in a file that is in order:
//! damage that the chains of sectors would stop is no test of what reads the records.
#![no_main]

mod common;

const SIGNATURE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const SECTOR: usize = 512;
const END: u32 = 0xffff_fffe;
const FREE: u32 = 0xffff_ffff;
const TABLE: u32 = 0xffff_fffd;

/// The smallest file around these records: a sector for the table, one for the directory, then the records.
fn packed(records: &[u8]) -> Vec<u8> {
    // Shorter streams would lie among the small ones. One sector names the sectors of at most 64 kB.
    let size = records.len().clamp(4096, 60_000);
    let mut stream = records.to_vec();
    stream.resize(size.next_multiple_of(SECTOR), 0);
    let sectors = (stream.len() / SECTOR) as u32;

    let mut file = vec![0; SECTOR];
    file[..8].copy_from_slice(&SIGNATURE);
    for (at, number) in [(24, 0x3e_u16), (26, 3), (28, 0xfffe), (30, 9), (32, 6)] {
        file[at..at + 2].copy_from_slice(&number.to_le_bytes());
    }
    for (at, number) in [(44, 1), (48, 1), (56, 4096), (60, END), (68, END), (76, 0)] {
        file[at..at + 4].copy_from_slice(&number.to_le_bytes());
    }
    file[80..].fill(0xff);

    let mut table = vec![TABLE, END];
    table.extend((0..sectors).map(|n| if n + 1 == sectors { END } else { n + 3 }));
    table.resize(SECTOR / 4, FREE);
    file.extend(table.iter().flat_map(|next| next.to_le_bytes()));

    for (name, kind, start, size) in
        [("Root Entry", 5_u8, END, 0_u32), ("Workbook", 2, 2, size as u32), ("", 0, 0, 0), ("", 0, 0, 0)]
    {
        let mut entry = [0_u8; 128];
        let letters: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        entry[..letters.len()].copy_from_slice(&letters);
        entry[64] = letters.len() as u8;
        entry[66] = kind;
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&size.to_le_bytes());
        file.extend(entry);
    }
    file.extend(stream);
    file
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if bytes.starts_with(&SIGNATURE) {
        common::check(&[("sales.xls", bytes)], 4096);
    } else {
        common::check(&[("sales.xls", &packed(bytes))], 4096);
    }
});
