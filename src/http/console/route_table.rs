//! The console's routes: each with what one must be allowed to do, which is asked before its handler is.

use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest, Handler, HttpRequest, Resource, Responder, Route, guard};

use super::sign_in;
use super::visit::Visit;
use crate::http::addresses::pattern;
use crate::http::console::fault::ConsoleFault;
use crate::usecases::{Permission, Principal};

/// What one needs for a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: the route is part of signing in.
    Anybody,
    /// To be signed in.
    Member,
    /// To be signed in, with this permission in the organization or for some event of it. Whether it is the event that
    /// the address names is found out by the use case.
    May(Permission),
}

impl Needs {
    /// Whether that is given.
    pub fn are_met_by(self, principal: &Principal) -> bool {
        match self {
            Self::Anybody | Self::Member => true,
            Self::May(permission) => principal.may_somewhere(permission),
        }
    }
}

/// A method at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsoleRoute {
    /// `GET` (with HEAD) or `POST`.
    pub method: &'static str,
    /// Below `/console`, with `{parameters}`.
    pub path: &'static str,
    pub needs: Needs,
}

/// What the methods of one address need; handed to the extractor of its visits.
#[derive(Clone, Debug, Default)]
struct NeedsByMethod(Vec<ConsoleRoute>);

/// What this request needs, where its address is one of the table.
pub fn needs_of(request: &HttpRequest) -> Option<Needs> {
    let table = request.app_data::<NeedsByMethod>()?;
    let method = if request.method() == "HEAD" { "GET" } else { request.method().as_str() };
    table.0.iter().find(|route| route.method == method).map(|route| route.needs)
}

/// An address with its methods.
pub struct Entry {
    resource: Resource,
    routes: Vec<ConsoleRoute>,
    path: &'static str,
}

/// An address below `/console`.
pub fn at(path: &'static str) -> Entry {
    Entry { resource: web::resource(pattern(path)), routes: Vec::new(), path }
}

impl Entry {
    /// Answers GET and HEAD.
    #[must_use]
    pub fn get<F, Args>(self, needs: Needs, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let reading = web::route().guard(guard::Any(guard::Get()).or(guard::Head()));
        self.with("GET", needs, reading.to(handler))
    }

    /// Answers POST.
    #[must_use]
    pub fn post<F, Args>(self, needs: Needs, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.with("POST", needs, web::post().to(handler))
    }

    fn with(mut self, method: &'static str, needs: Needs, route: Route) -> Self {
        self.routes.push(ConsoleRoute { method, path: self.path, needs });
        self.resource = self.resource.route(route);
        self
    }

    fn is_open(&self) -> bool {
        self.routes.iter().all(|route| route.needs == Needs::Anybody)
    }
}

/// All addresses of the console.
#[derive(Default)]
pub struct RouteTable {
    routes: Vec<ConsoleRoute>,
    resources: Vec<Resource>,
}

impl RouteTable {
    /// Adds an address.
    pub fn add(&mut self, entry: Entry) {
        let is_open = entry.is_open();
        let resource = entry.resource.app_data(NeedsByMethod(entry.routes.clone()));
        self.routes.extend(entry.routes);
        // For those who are not signed in another method leads to the page that explains.
        self.resources.push(if is_open {
            resource.default_service(web::to(sign_in::explain))
        } else {
            resource.default_service(web::to(wrong_method))
        });
    }

    /// What there is, for tests that go through all of it.
    pub fn routes(&self) -> &[ConsoleRoute] {
        &self.routes
    }

    /// Serves it.
    pub fn serve(self, config: &mut ServiceConfig) {
        for resource in self.resources {
            config.service(resource);
        }
    }
}

async fn wrong_method(visit: Visit) -> actix_web::HttpResponse {
    visit.answer(Err(ConsoleFault::WrongMethod))
}
