//! Names under `plex.direct` that a resolver will not resolve.
//!
//! Such a name says its own address: `192-168-1-20.{32 hex digits}.plex.direct` is 192.168.1.20. Resolvers with protection
//! against rebinding refuse to answer with local addresses, and then the server at hand is out of reach. So where the
//! resolver fails we read the address from the name. The certificate is still checked against the name.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// The system's resolver, helped where it refuses.
#[derive(Debug)]
pub(crate) struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let failure = match tokio::net::lookup_host((name.as_str(), 0)).await {
                Ok(addresses) => {
                    let addresses: Vec<SocketAddr> = addresses.collect();
                    if !addresses.is_empty() {
                        return Ok(Box::new(addresses.into_iter()) as Addrs);
                    }
                    io::Error::other("the name has no address")
                }
                Err(error) => error,
            };
            match address_in(name.as_str()) {
                Some(address) => {
                    tracing::debug!(%address, "the resolver refuses a plex.direct name; its own address is taken");
                    let address = SocketAddr::new(address, 0);
                    Ok(Box::new(std::iter::once(address)) as Addrs)
                }
                None => Err(failure.into()),
            }
        })
    }
}

/// The address that a name under `plex.direct` says.
fn address_in(name: &str) -> Option<IpAddr> {
    let name = name.trim_end_matches('.').strip_suffix(".plex.direct")?;
    let (dashed, hash) = name.split_once('.')?;
    let is_hash = hash.len() == 32 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_hash {
        return None;
    }
    let v4 = dashed
        .replace('-', ".")
        .parse()
        .map(|v4: Ipv4Addr| IpAddr::V4(v4));
    let v6 = || {
        dashed
            .replace('-', ":")
            .parse()
            .map(|v6: Ipv6Addr| IpAddr::V6(v6))
    };
    v4.or_else(|_| v6()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_its_address() {
        let hash = "0123456789abcdef0123456789abcdef";
        let table = [
            ("192-168-1-20", Some("192.168.1.20")),
            ("10-0-0-1", Some("10.0.0.1")),
            ("2001-db8--1", Some("2001:db8::1")),
            ("fe80-0-0-0-1-2-3-4", Some("fe80::1:2:3:4")),
            ("192-168-1-256", None),
            ("192-168-1", None),
            ("server", None),
            ("", None),
        ];
        for (dashed, address) in table {
            let found = address_in(&format!("{dashed}.{hash}.plex.direct"));
            assert_eq!(found, address.map(|text| text.parse().unwrap()), "{dashed}");
        }
    }

    #[test]
    fn other_names_are_left_to_the_resolver() {
        let hash = "0123456789abcdef0123456789abcdef";
        for name in [
            "192-168-1-20.plex.direct".to_owned(),
            format!("192-168-1-20.{hash}.plex.direct.example.com"),
            format!("192-168-1-20.{hash}.example.com"),
            format!("192-168-1-20.{hash}0.plex.direct"),
            "plex.tv".to_owned(),
        ] {
            assert_eq!(address_in(&name), None, "{name}");
        }
    }

    #[tokio::test]
    async fn what_the_resolver_refuses_is_read_from_the_name() {
        let name = "127-0-0-1.0123456789abcdef0123456789abcdef.plex.direct";
        let found: Vec<_> = Resolver
            .resolve(name.parse().unwrap())
            .await
            .unwrap()
            .collect();
        assert_eq!(found, ["127.0.0.1:0".parse().unwrap()]);
    }
}
