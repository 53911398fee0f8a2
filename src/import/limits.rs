//! How large a list may be: what an office has, with room to spare, and no more than memory bears.

/// Bytes of a file: 200,000 rows of a workbook.
pub const FILE_BYTES: usize = 20_000_000;
/// Bytes of a workbook's files once unpacked.
pub const UNPACKED_BYTES: u64 = 400_000_000;
/// Bytes of a workbook's table of texts, which a reader keeps whole.
pub const TEXTS_BYTES: u64 = 160_000_000;
/// Rows below the headers.
pub const ROWS: usize = 200_000;
pub const COLUMNS: usize = 200;
/// Cells of all rows together, also those with nothing in them that stand before others: 24 bytes of memory each.
pub const CELLS: usize = 4_000_000;
/// Characters of a cell: more than the longest answer.
pub const CELL_CHARS: usize = 5_000;
/// Bytes of text in all cells together.
pub const TEXT_BYTES: usize = 120_000_000;
