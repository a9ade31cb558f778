"""`flask worker --once` does what is due and ends; a job that fails is said and holds up no other."""

from datetime import timedelta

from pathways.cli import worker
from pathways.outbox.models import Message
from pathways.store.base import db
from tests import county
from tests.mail_server import mail_server, settings_for
from tests.referred import referred


def test_one_round_makes_the_link_and_sends_it(app, the_clock):
    service = county.service("Second Spring Housing", of=county.provider("Second Spring"))
    service.answer_email = "office@secondspring.example"
    reference = referred(to=service).reference
    db.session.commit()
    run = app.test_cli_runner()
    app.config.update({"MAIL_HOST": "", "NOTIFY_KEY": ""})
    waits = run.invoke(args=["worker", "--once"])
    assert (waits.exit_code, "messages wait" in waits.output) == (0, True)
    with mail_server() as server:
        app.config.update(settings_for(server.port))
        assert run.invoke(args=["worker", "--once"]).exit_code == 0
    db.session.expire_all()
    (sent,) = server.messages
    assert sent["Subject"] == f"A referral waits for your answer: {reference}"
    assert db.session.query(Message).one().ended_at == the_clock.now()


def test_a_job_that_fails_is_said_without_its_words_and_the_next_one_runs(app, caplog):
    words = "Dean Rawcliffe, 07700 900318"

    def breaks(_name):
        raise ValueError(words)

    jobs = (worker.Job("broken", timedelta(0), breaks), worker.Job("whole", timedelta(hours=1), len))
    last = {}
    assert worker.run_due_jobs(jobs, "name", last) == (4, 1)
    assert worker.run_due_jobs(jobs, "name", last) == (0, 1)
    log = caplog.text
    assert ("ValueError" in log, "Rawcliffe" in log) == (True, False)
