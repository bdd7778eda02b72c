# The app as README runs it, by a user who may not write the code. Build and run it on this machine:
#   docker build -t overlay-explorer . && docker run --rm -p 8501:8501 overlay-explorer
# scripts/docker_steps.py performs these steps without Docker.
FROM python:3.12-slim

WORKDIR /app

# The packages first: a change of the code does not install them again. The brackets let constraints.txt be absent.
COPY requirements.txt constraints.tx[t] ./
RUN pip install --no-cache-dir -r requirements.txt

# Owned by root and not writable by others, so the app cannot change its own code.
COPY app.py ./
COPY .streamlit .streamlit
COPY overlay overlay
COPY pages pages
COPY static static
COPY views views
# The user may not write bytecode beside the code, and each start would compile it again.
RUN python -m compileall -q overlay views

# Caches and Streamlit's own notes go to /tmp: the user has no home.
ENV HOME=/tmp STREAMLIT_SERVER_ADDRESS=0.0.0.0 STREAMLIT_SERVER_PORT=8501 STREAMLIT_SERVER_HEADLESS=true
USER 10001:10001
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD python -c "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['STREAMLIT_SERVER_PORT'] + '/_stcore/health', timeout=3)"
CMD ["streamlit", "run", "app.py"]
