"""The letter that the mail tests start from, and a certificate for the mail box."""

import ssl
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from loyalty.letters.letter import LetterFacts
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.email_log import Letter, LetterStatus
from loyalty.model.reward import Reward
from loyalty.outcomes.member_standing import HeldCoupon, Standing, TakenReward


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
def mug() -> Reward:
    return Reward("mug", "Coffee mug", 50, link="https://shop.example/mug", how_to_redeem="Type it in at the till.")


@pytest.fixture
def tote() -> Reward:
    return Reward("tote", "Tote bag", 200, link="https://shop.example/tote")


@pytest.fixture
def reminder(now: datetime, mug: Reward, tote: Reward) -> LetterFacts:
    """Ana has 110 points, can take a mug, saves for a tote bag, and holds one coupon."""
    return LetterFacts(
        Letter("reminder-K7Q4ZD-20261122", now, "K7Q4ZD", "ana@example.com", "reminder", LetterStatus.TAKEN),
        name="Ana",
        program="Bean Regulars",
        shop="Bean & Co",
        shop_link="https://shop.example",
        standing=Standing(110, (mug,), tote),
        won=(TakenReward("Coffee mug", 2), TakenReward("Sticker", 1)),
        redeemed=1150,
        coupons=(
            HeldCoupon(Coupon("MUG-7", "mug", CouponStatus.ISSUED, expires=date(2026, 12, 14)), mug, asked=False),
        ),
    )


@pytest.fixture
def trusted_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """TLS for the mail box with a certificate that this test's clients trust, through OpenSSL's own variable."""
    path = _certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return _server_side(path)


@pytest.fixture
def unknown_tls(tmp_path: Path) -> ssl.SSLContext:
    """TLS for the mail box with a certificate that nobody trusts."""
    return _server_side(_certificate(tmp_path))


def _server_side(path: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail box of the tests")])
    start = datetime.now(UTC) - timedelta(days=1)  # TLS asks the real clock
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=3))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "mailbox.pem"
    plain = serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path
