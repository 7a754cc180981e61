"""R-26: nothing listens where Redis should be, no worker runs; sweeps alone carry a certificate through its life."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.processes import ROOT, free_port
from tests.sites import manage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.sites import LiveSite


def live(env: Mapping[str, str], *acts: str) -> Any:
    """Let something happen in a process of its own; give what the register says then."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos.life", *acts],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


@pytest.mark.timeout(600)
def test_r26_the_whole_life_of_a_certificate_without_redis(
    site_env: dict[str, str], live_site: Callable[[Mapping[str, str]], LiveSite]
) -> None:
    env = {
        **site_env,
        "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
        "BRANDCERT_SWEEP_SECONDS": "0",
        "BRANDCERT_REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
    }
    told = live(env, "award")
    assert (told["states"], told["waiting"]) == ([], 2)
    manage(env, "sweep")
    assert live(env, "approve")["states"] == ["draft", "draft"]
    manage(env, "sweep")
    assert live(env, "suspend")["states"] == ["suspended", "active"]
    told = live(env, "revoke")
    assert told["states"] == ["revoked", "active"]
    manage(env, "expire_certificates", "--on", "2099-01-01")
    manage(env, "sweep")
    told = live(env, "tell")
    assert (told["states"], told["waiting"]) == (["revoked", "expired"], 0)
    manage(env, "fsck")
    manage(env, "audit", "verify")
    site = live_site(env)
    assert site.fetch("/healthz") == "ok\n"
    assert "verdict-revoked" in site.fetch(f"/v/{told['codes'][0]}/")
