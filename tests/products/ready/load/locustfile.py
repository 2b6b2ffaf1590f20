from locust import HttpUser, between, task


class Employee(HttpUser):
    wait_time = between(1, 5)

    @task
    def ask(self):
        self.client.post("/answers", json={"text": "How many days of holiday in year 2?"}, headers={"X-API-Key": "load"})
