//! The shape all values share: a private string, how it is read out, and how it is shown in logs.

/// Declares a value over a string. `personal` ones are masked in `Debug`, and have no `Display`, so
/// that they come into no log by accident; `open` ones show themselves.
macro_rules! string_value {
    ($(#[$doc:meta])* personal $name:ident) => {
        string_value!(@type $(#[$doc])* $name);

        impl ::std::fmt::Debug for $name {
            /// Without the content.
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(***)"))
            }
        }
    };
    ($(#[$doc:meta])* open $name:ident) => {
        string_value!(@type $(#[$doc])* #[derive(Debug, PartialOrd, Ord)] $name);

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
    (@type $(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The value in its stored form.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
    };
}

/// Lets a fault be given where the code of its rule is wanted.
macro_rules! fault_code {
    ($fault:ty) => {
        impl From<$fault> for &'static str {
            fn from(fault: $fault) -> Self {
                fault.code()
            }
        }
    };
}
