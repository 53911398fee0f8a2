//! A small table as the answer: a workbook or csv, to be saved.

use std::io::Cursor;

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use crate::export::table::Table;
use crate::export::{self, Encoding, Format};
use crate::http::console::fault::ConsoleFault;
use crate::http::console::open_visit::Page;
use crate::usecases::Failure;

/// The table by the ending of its address.
pub fn answer(table: &Table, ending: &str) -> Page {
    let unwritable = |_| ConsoleFault::Internal("the table could not be written");
    let (format, bytes) = match ending {
        "xlsx" => {
            let mut workbook = Cursor::new(Vec::new());
            table.xlsx(&mut workbook).map_err(unwritable)?;
            (Format::Xlsx, workbook.into_inner())
        }
        "csv" => {
            let mut text = Vec::new();
            table.csv(&mut text).map_err(unwritable)?;
            (Format::Csv(Encoding::Utf8Bom), text)
        }
        _ => return Err(Failure::NotFound.into()),
    };
    let day = table.created_at.with_timezone(&table.zone).date_naive();
    let name = export::file_name(&table.name, day, format);
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, format.content_type()));
    response.insert_header((CONTENT_DISPOSITION, export::content_disposition(&name)));
    Ok(response.body(bytes))
}
