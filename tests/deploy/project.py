"""A project at Google as far as deploy/ sees it: what each command changes, and what Google refuses."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.deploy.commands import Call
from tests.deploy.upload import uploaded

NUMBER = "123456789012"
NEEDS = {
    "run": "run.googleapis.com",
    "secrets": "secretmanager.googleapis.com",
    "scheduler": "cloudscheduler.googleapis.com",
    "artifacts": "artifactregistry.googleapis.com",
    "iam": "iam.googleapis.com",
    "logging": "logging.googleapis.com",
    "monitoring": "monitoring.googleapis.com",
    "billing": "cloudbilling.googleapis.com",
}
NEW: Mapping[str, Any] = {
    "account": "owner@shop.example",
    "project": "marigold-finch-4711",
    "billing": True,
    "services": [],
    "accounts": {},
    "roles": {},
    "secrets": {},
    "run": {},
    "jobs": {},
    "metrics": {},
    "channels": {},
    "policies": {},
    "images": {},
}


class GcloudRefused(Exception):
    """Google says no."""


class Project:
    """The state behind the stand-in, in a file between two calls."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.state: dict[str, Any] = json.loads(path.read_text())

    def save(self) -> None:
        """Keeps what has changed."""
        self._path.write_text(json.dumps(self.state, indent=1))

    def do(self, call: Call, given: str) -> str:
        """What the command prints; ``given`` is its standard input; raises GcloudRefused."""
        area = call.command.removeprefix("beta ").split()[0]
        if call.command == "auth list":
            return str(self.state["account"])
        if not self.state["account"]:
            raise GcloudRefused("You do not currently have an active account selected.")
        if call.flags.get("--project", self.state["project"]) != self.state["project"]:
            raise GcloudRefused(
                "PERMISSION_DENIED: The caller does not have permission, or the project does not exist."
            )
        if area in NEEDS and NEEDS[area] not in self.state["services"]:
            raise GcloudRefused(f"PERMISSION_DENIED: API [{NEEDS[area]}] not enabled on project.")
        method = getattr(self, "_" + call.command.replace(" ", "_").replace("-", "_"))
        printed = method(call, given) if "--data-file" in call.flags else method(call)
        return str(printed or "")

    def _projects_describe(self, _call: Call) -> str:
        return NUMBER

    def _billing_projects_describe(self, _call: Call) -> str:
        return str(self.state["billing"])

    def _services_enable(self, call: Call) -> None:
        if not self.state["billing"] and call.arguments != ["cloudbilling.googleapis.com"]:
            raise GcloudRefused("FAILED_PRECONDITION: Billing account for project is not found.")
        self.state["services"] = sorted({*self.state["services"], *call.arguments})

    def _iam_service_accounts_describe(self, call: Call) -> None:
        self._existing("accounts", call)

    def _iam_service_accounts_create(self, call: Call) -> None:
        self._create("accounts", f"{call.arguments[0]}@{self.state['project']}.iam.gserviceaccount.com", {"may": []})

    def _iam_service_accounts_delete(self, call: Call) -> None:
        self._delete("accounts", call)

    def _iam_service_accounts_add_iam_policy_binding(self, call: Call) -> None:
        self._bind(self._existing("accounts", call)["may"], call)

    def _projects_add_iam_policy_binding(self, call: Call) -> None:
        self._bind(self.state["roles"].setdefault("project", []), call)

    def _projects_remove_iam_policy_binding(self, call: Call) -> None:
        binding = f"{call.flags['--role']} {call.flags['--member']}"
        if binding not in self.state["roles"].get("project", []):
            raise GcloudRefused("Policy binding with the specified principal, role, and condition not found!")
        self.state["roles"]["project"].remove(binding)

    def _secrets_describe(self, call: Call) -> None:
        self._existing("secrets", call)

    def _secrets_list(self, _call: Call) -> str:
        return "\n".join(self.state["secrets"])

    def _secrets_create(self, call: Call) -> None:
        self._create("secrets", call.arguments[0], {"may": [], "versions": []})

    def _secrets_delete(self, call: Call) -> None:
        self._delete("secrets", call)

    def _secrets_add_iam_policy_binding(self, call: Call) -> None:
        self._bind(self._existing("secrets", call)["may"], call)

    def _secrets_versions_add(self, call: Call, value: str) -> None:
        if not value:
            raise GcloudRefused("INVALID_ARGUMENT: The value provided for --data-file is the empty string.")
        self._existing("secrets", call)["versions"].append(value)

    def _secrets_versions_list(self, call: Call) -> str:
        versions = self._existing("secrets", call)["versions"]
        found = [str(n) for n, value in enumerate(versions, 1) if value is not None][::-1]
        return "\n".join(found[: int(call.flags.get("--limit", 100))])

    def _secrets_versions_access(self, call: Call) -> str:
        return str(self._version(call))

    def _secrets_versions_destroy(self, call: Call) -> None:
        self._version(call)
        self.state["secrets"][call.flags["--secret"]]["versions"][int(call.arguments[0]) - 1] = None

    def _run_deploy(self, call: Call) -> None:
        flags = call.flags
        builder = flags["--build-service-account"].rsplit("/", 1)[1]
        if f"roles/run.builder serviceAccount:{builder}" not in self.state["roles"].get("project", []):
            raise GcloudRefused(f"PERMISSION_DENIED: {builder} does not have permission to build.")
        account = flags["--service-account"]
        if account not in self.state["accounts"]:
            raise GcloudRefused(f"Service account {account} does not exist.")
        for secret in flags["--set-secrets"].split(","):
            name, version = secret.partition("=")[2].split(":")
            self._version(Call("", [version], {"--secret": name}))
            if f"roles/secretmanager.secretAccessor serviceAccount:{account}" not in self.state["secrets"][name]["may"]:
                raise GcloudRefused(f"Permission denied on secret: {name} for Revision service account {account}.")
        lines = Path(flags["--env-vars-file"]).read_text().splitlines()
        variables = {name: json.loads(value) for name, value in (line.split(": ", 1) for line in lines)}
        kept = {name: value for name, value in flags.items() if name != "--env-vars-file"}
        self.state["run"][call.arguments[0]] = kept | {"variables": variables}
        self.state["uploaded"] = uploaded(Path(flags["--source"]))
        self.state["images"].setdefault("cloud-run-source-deploy", {"packages": []})["packages"] = [call.arguments[0]]

    def _run_services_delete(self, call: Call) -> None:
        self._delete("run", call)

    def _artifacts_repositories_set_cleanup_policies(self, call: Call) -> None:
        self._existing("images", call)["policy"] = json.loads(Path(call.flags["--policy"]).read_text())

    def _artifacts_packages_delete(self, call: Call) -> None:
        packages = self.state["images"].get(call.flags["--repository"], {}).get("packages", [])
        if call.arguments[0] not in packages:
            raise GcloudRefused("NOT_FOUND: Requested entity was not found.")
        packages.remove(call.arguments[0])

    def _scheduler_jobs_describe(self, call: Call) -> None:
        self._existing("jobs", call)

    def _scheduler_jobs_create_http(self, call: Call) -> None:
        if call.flags["--oidc-service-account-email"] not in self.state["accounts"]:
            raise GcloudRefused("NOT_FOUND: the service account does not exist.")
        self._create("jobs", call.arguments[0], dict(call.flags))

    def _scheduler_jobs_update_http(self, call: Call) -> None:
        self._existing("jobs", call).update(call.flags)

    def _scheduler_jobs_delete(self, call: Call) -> None:
        self._delete("jobs", call)

    def _logging_metrics_describe(self, call: Call) -> None:
        self._existing("metrics", call)

    def _logging_metrics_create(self, call: Call) -> None:
        self._create("metrics", call.arguments[0], json.loads(Path(call.flags["--config-from-file"]).read_text()))

    def _logging_metrics_update(self, call: Call) -> None:
        self._existing("metrics", call).update(json.loads(Path(call.flags["--config-from-file"]).read_text()))

    def _logging_metrics_delete(self, call: Call) -> None:
        self._delete("metrics", call)

    def _beta_monitoring_channels_list(self, _call: Call) -> str:
        return "\n".join(f"{channel['--display-name']}\t{name}" for name, channel in self.state["channels"].items())

    def _beta_monitoring_channels_describe(self, call: Call) -> str:
        return str(self._existing("channels", call)["--channel-labels"].partition("=")[2])

    def _beta_monitoring_channels_create(self, call: Call) -> str:
        name = f"projects/{self.state['project']}/notificationChannels/{len(self.state['channels']) + 1}"
        self._create("channels", name, dict(call.flags))
        return name

    def _beta_monitoring_channels_delete(self, call: Call) -> None:
        self._delete("channels", call)

    def _monitoring_policies_list(self, _call: Call) -> str:
        return "\n".join(f"{policy['displayName']}\t{name}" for name, policy in self.state["policies"].items())

    def _monitoring_policies_create(self, call: Call) -> None:
        name = f"projects/{self.state['project']}/alertPolicies/{len(self.state['policies']) + 1}"
        self._create("policies", name, self._policy(call, "--notification-channels"))

    def _monitoring_policies_update(self, call: Call) -> None:
        self._existing("policies", call).update(self._policy(call, "--set-notification-channels"))

    def _monitoring_policies_delete(self, call: Call) -> None:
        self._delete("policies", call)

    def _policy(self, call: Call, channels: str) -> dict[str, Any]:
        policy: dict[str, Any] = json.loads(Path(call.flags["--policy-from-file"]).read_text())
        for metric in ("regulars-later", "regulars-answers"):
            if f"user/{metric}" in json.dumps(policy) and metric not in self.state["metrics"]:
                raise GcloudRefused(f"NOT_FOUND: Cannot find metric that matches {metric}.")
        if call.flags[channels] not in self.state["channels"]:
            raise GcloudRefused("NOT_FOUND: no such channel.")
        return policy | {"notificationChannels": [call.flags[channels]]}

    def _existing(self, kind: str, call: Call) -> dict[str, Any]:
        if call.arguments[0] not in self.state[kind]:
            raise GcloudRefused(f"NOT_FOUND: {call.arguments[0]} was not found.")
        found: dict[str, Any] = self.state[kind][call.arguments[0]]
        return found

    def _delete(self, kind: str, call: Call) -> None:
        self._existing(kind, call)
        del self.state[kind][call.arguments[0]]

    def _create(self, kind: str, name: str, what: dict[str, Any]) -> None:
        if name in self.state[kind]:
            raise GcloudRefused(f"ALREADY_EXISTS: {name} already exists.")
        self.state[kind][name] = what

    def _bind(self, bindings: list[str], call: Call) -> None:
        member = call.flags["--member"]
        if member.startswith("serviceAccount:") and member.split(":")[1] not in self.state["accounts"]:
            raise GcloudRefused(f"INVALID_ARGUMENT: Service account {member.split(':')[1]} does not exist.")
        binding = f"{call.flags['--role']} {member}"
        if binding not in bindings:
            bindings.append(binding)

    def _version(self, call: Call) -> str:
        secret = self.state["secrets"].get(call.flags["--secret"], {"versions": []})
        number = int(call.arguments[0])
        if not 0 < number <= len(secret["versions"]) or secret["versions"][number - 1] is None:
            raise GcloudRefused(f"NOT_FOUND: Secret Version {number} not found.")
        return str(secret["versions"][number - 1])
