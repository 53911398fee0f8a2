//! Answers in portions, so that a client that does not read costs a portion of memory, not a copy of all.
//!
//! actix copies each piece of a body into the connection's buffer at once, however large it is.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::Error;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Bytes;

/// Bytes handed to the connection at a time.
const PORTION: usize = 32 * 1024;

/// A body that comes in portions.
struct Portions {
    body: BoxBody,
    left: Bytes,
}

impl MessageBody for Portions {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        if self.left.is_empty() {
            match Pin::new(&mut self.body).poll_next(context) {
                Poll::Ready(Some(Ok(piece))) => self.left = piece,
                other => return other,
            }
        }
        let portion = self.left.len().min(PORTION);
        Poll::Ready(Some(Ok(self.left.split_to(portion))))
    }
}

/// Cuts large answers into portions.
///
/// # Errors
/// Those of the service behind it.
pub async fn cut<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let response = next.call(request).await?;
    let is_small = matches!(response.response().body().size(), BodySize::None)
        || matches!(response.response().body().size(), BodySize::Sized(size) if size <= PORTION as u64);
    Ok(response.map_body(|_, body| {
        let body = body.boxed();
        if is_small { body } else { BoxBody::new(Portions { body, left: Bytes::new() }) }
    }))
}

#[cfg(test)]
mod tests {
    use actix_web::body::to_bytes;
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, HttpResponse, web};
    use futures_util::future::poll_fn;

    use super::*;

    async fn answered(length: usize) -> BoxBody {
        let handler = move || async move { HttpResponse::Ok().body(vec![7; length]) };
        let app = App::new().wrap(from_fn(cut)).route("/", web::get().to(handler));
        let app = init_service(app).await;
        call_service(&app, TestRequest::get().to_request()).await.into_body()
    }

    #[actix_rt::test]
    async fn a_large_answer_comes_in_portions_and_whole() {
        for length in [0, 1, PORTION, PORTION + 1, 5 * PORTION + 3] {
            let mut body = answered(length).await;
            assert_eq!(body.size(), BodySize::Sized(length as u64));
            let mut all = 0;
            while let Some(piece) = poll_fn(|context| Pin::new(&mut body).poll_next(context)).await
            {
                let piece = piece.unwrap();
                assert!(piece.len() <= PORTION && piece.iter().all(|byte| *byte == 7));
                all += piece.len();
            }
            assert_eq!(all, length);
            assert_eq!(to_bytes(answered(length).await).await.unwrap().len(), length);
        }
    }
}
