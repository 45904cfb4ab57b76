"""All tasks under the names that a person types."""

from invoke.collection import Collection

from deploy.tasks.app import task as app
from deploy.tasks.backup import task as backup
from deploy.tasks.build import task as build
from deploy.tasks.db import task as db
from deploy.tasks.deploy import task as deploy
from deploy.tasks.doctor import task as doctor
from deploy.tasks.history import task as history
from deploy.tasks.infra import task as infra
from deploy.tasks.maintenance import task as maintenance
from deploy.tasks.migrate import task as migrate
from deploy.tasks.push import task as push
from deploy.tasks.rehearsal import task as rehearsal
from deploy.tasks.restore import task as restore
from deploy.tasks.resume import task as resume
from deploy.tasks.rollback import task as rollback
from deploy.tasks.scan import task as scan
from deploy.tasks.secrets import task as secrets
from deploy.tasks.status import task as status
from deploy.tasks.test import task as test
from deploy.tasks.unlock import task as unlock

VERBS = (
    build.build,
    scan.scan,
    push.push,
    migrate.migrate,
    deploy.deploy,
    deploy.deploy_bluegreen,
    rollback.rollback,
    backup.backup,
    restore.restore,
    maintenance.maintenance_drain,
    maintenance.maintenance_resume,
    status.status,
    history.history,
    resume.resume,
    unlock.unlock,
    doctor.doctor,
    test.test,
)
GROUPS = {
    "app": (app.list_, app.check, app.show),
    "db": (db.backups, db.prove),
    "infra": (infra.plan, infra.apply, infra.topology),
    "rehearsal": rehearsal.TASKS,
    "secrets": (secrets.list_, secrets.put),
}


def namespace() -> Collection:
    """The whole namespace."""
    root = Collection(*VERBS)
    for name, tasks in GROUPS.items():
        root.add_collection(Collection(name, *tasks))
    return root
