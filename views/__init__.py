"""What rooms share: controls, charts, words, formats; the only place that knows Streamlit and Plotly."""
