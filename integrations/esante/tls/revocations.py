"""Keep the revocation lists of the authorities at hand: fetched, verified, kept until they end.

RFC 5280 §5 (CRL profile) and §4.2.1.13 (distribution points).  IGC-Santé publishes complete lists by HTTP; a
list is believed for its signature, not for the road it took.
"""

import secrets
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from esante.errors import Malformed, Unreachable

_MAX_SIZE = 20 * 1024 * 1024


class RevocationCache:
    """The lists of some authorities in one PEM file, for ``create_tls_context(revocations=…)``.

    Args:
        file: where the lists are kept between two runs.
        autorites: roots and intermediates whose lists are wanted.
        http: fetches them; plain HTTP is what the authorities offer.
    """

    def __init__(
        self,
        file: Path,
        autorites: Sequence[x509.Certificate],
        http: httpx.Client,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._file, self._http, self._now = file, http, now
        self._autorites = {autorite.subject: autorite for autorite in autorites}

    def refresh(self, points: Iterable[str]) -> Path:
        """Fetch each list whose kept copy ended, keep the others, and return the file.

        Raises:
            Unreachable: a list is missing or ended, and its address does not answer.
            Malformed: what came is no list of a known authority, or its signature is wrong.
        """
        kept = {crl.issuer: crl for crl in self._load() if self._is_current(crl)}
        failure: Unreachable | None = None
        if set(self._wanted()) - kept.keys():
            for point in dict.fromkeys(points):
                try:
                    crl = self._fetch(point)
                except Unreachable as exc:
                    failure = exc
                    continue
                known = kept.get(crl.issuer)
                if known is None or crl.last_update_utc >= known.last_update_utc:
                    kept[crl.issuer] = crl
        if missing := set(self._wanted()) - kept.keys():
            raise failure or Unreachable(f"{len(missing)} liste(s) de révocation absente(s)")
        self._save(kept.values())
        return self._file

    @property
    def is_current(self) -> bool:
        """Whether the kept lists cover every authority today, without asking anybody."""
        return set(self._wanted()) <= {crl.issuer for crl in self._load() if self._is_current(crl)}

    def _wanted(self) -> Iterable[x509.Name]:
        """Every authority that issues something among those known, roots included."""
        return self._autorites.keys()

    def _fetch(self, point: str) -> x509.CertificateRevocationList:
        try:
            with self._http.stream("GET", point) as answer:
                if answer.status_code != httpx.codes.OK:
                    raise Unreachable("la liste de révocation n’est pas servie")
                content = b""
                for chunk in answer.iter_bytes():
                    content += chunk
                    if len(content) > _MAX_SIZE:
                        raise Malformed("liste de révocation démesurée")
        except (httpx.TransportError, httpx.UnsupportedProtocol, httpx.InvalidURL):
            raise Unreachable("la liste de révocation ne peut être relevée") from None
        crl = _parse(content)
        self._verify(crl)
        if not self._is_current(crl):
            raise Unreachable("la liste de révocation publiée est périmée")
        return crl

    def _verify(self, crl: x509.CertificateRevocationList) -> None:
        autorite = self._autorites.get(crl.issuer)
        public_key = autorite.public_key() if autorite is not None else None
        try:
            valid = public_key is not None and crl.is_signature_valid(public_key)  # type: ignore[arg-type]
        except TypeError:
            valid = False
        if not valid:
            raise Malformed("liste de révocation d’un autre émetteur, ou mal signée")

    def _is_current(self, crl: x509.CertificateRevocationList) -> bool:
        end = crl.next_update_utc
        return end is not None and crl.last_update_utc <= self._now() < end

    def _load(self) -> list[x509.CertificateRevocationList]:
        """Read the kept lists; a damaged or altered file counts for nothing."""
        kept = []
        with suppress(OSError):
            for block in self._file.read_bytes().split(b"-----END X509 CRL-----"):
                with suppress(Malformed):
                    crl = _parse(block + b"-----END X509 CRL-----\n")
                    self._verify(crl)
                    kept.append(crl)
        return kept

    def _save(self, lists: Iterable[x509.CertificateRevocationList]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._file.with_name(f"{self._file.name}.{secrets.token_hex(4)}")
        temporary.write_bytes(b"".join(crl.public_bytes(Encoding.PEM) for crl in lists))
        temporary.replace(self._file)


def distribution_points(certificate: x509.Certificate) -> tuple[str, ...]:
    """Return the HTTP addresses where a certificate says its authority's list is."""
    try:
        extension = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints)
    except (x509.ExtensionNotFound, ValueError):
        return ()
    return tuple(
        name.value
        for point in extension.value
        for name in point.full_name or ()
        if isinstance(name, x509.UniformResourceIdentifier) and name.value.startswith(("http://", "https://"))
    )


def _parse(content: bytes) -> x509.CertificateRevocationList:
    with suppress(ValueError):
        if b"-----BEGIN X509 CRL-----" in content:
            return x509.load_pem_x509_crl(content[content.index(b"-----BEGIN") :])
        return x509.load_der_x509_crl(content)
    raise Malformed("liste de révocation illisible")
