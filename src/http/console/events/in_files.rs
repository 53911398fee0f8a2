//! A form of the console with a picture in it.

use crate::http::console::fault::ConsoleFault;
use crate::http::console::posted::Fields;
use crate::http::console::posted_files::PostedFiles;
use crate::http::console::visit::Visit;
use crate::http::spool::{Spool, room};

/// The fields, and the picture if one was chosen.
///
/// # Errors
/// [`ConsoleFault::StaleForm`] unless it came from a page of this console session.
pub async fn picture_in(
    sent: PostedFiles,
    visit: &Visit,
) -> Result<(Fields, Option<Vec<u8>>), ConsoleFault> {
    let (fields, files) = sent.admitted(visit)?;
    let chosen = files.into_iter().next().map(|file| file.content);
    let picture = match chosen {
        Some(spool) => Some(content(spool).await?),
        None => None,
    };
    Ok((fields, picture))
}

/// What is too large for a file is too large for a picture as well: it comes as nothing, which is none.
async fn content(spool: Spool) -> Result<Vec<u8>, ConsoleFault> {
    let _place = room().await;
    Ok(spool.content().await?)
}
